/** Changes that are not saved yet, kept on the device: they survive a reload, a crash and a lost connection. */

import { isFlagged, withAnswer, withFlag } from "./sheets.js";
import type { OptionKey, Sheet } from "./types.js";

const PREFIX = "exam-simulation.draft.";

/** What was changed of one question; what is left out was not changed. */
export interface Change {
  answer?: OptionKey | null;
  flagged?: boolean;
}

/** Changes by question id. */
export type Changes = Readonly<Record<string, Change>>;

/** The part of `Storage` that is used. */
export type DraftStorage = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** The drafts of one section. Each tab writes its own, and reads all: a tab that was closed has left its one behind. */
export class Drafts {
  readonly #section: string;
  readonly #own: string;

  constructor(
    private readonly storage: DraftStorage,
    section: { student: string; sessionId: number; sectionId: number },
    tab: string = crypto.randomUUID(),
  ) {
    this.#section = `${PREFIX}${section.student}.${section.sessionId}.${section.sectionId}.`;
    this.#own = this.#section + tab;
  }

  /** The changes of all tabs. */
  all(): Changes {
    return Object.assign({}, ...keysOf(this.storage, this.#section).map((key) => read(this.storage, key)));
  }

  /** Keep what this tab has changed and nobody has saved; nothing, if that is empty. Whether it could be kept. */
  keep(changes: Changes): boolean {
    try {
      if (Object.keys(changes).length === 0) this.storage.removeItem(this.#own);
      else this.storage.setItem(this.#own, JSON.stringify(changes));
      return true;
    } catch {
      return false; // full, or forbidden: then only the connection can save
    }
  }

  /** Take over the drafts of other tabs: they are part of this tab's changes from now on. */
  adopt(): void {
    for (const key of keysOf(this.storage, this.#section)) {
      if (key !== this.#own) this.storage.removeItem(key);
    }
  }

  /** Forget all drafts of this section. */
  clear(): void {
    forget(this.storage, this.#section);
  }
}

/**
 * Take the drafts of a section that is completed: they came too late.
 *
 * @returns of how many questions.
 */
export function takeLateDrafts(
  storage: DraftStorage,
  section: { student: string; sessionId: number; sectionId: number },
): number {
  const drafts = new Drafts(storage, section);
  const count = Object.keys(drafts.all()).length;
  drafts.clear();
  return count;
}

/** Forget all drafts on this device, for example at sign-out. */
export function clearDrafts(storage: DraftStorage): void {
  forget(storage, PREFIX);
}

/** What of `mine` differs from `base`. */
export function changesBetween(base: Sheet, mine: Sheet, questions: readonly number[]): Changes {
  const changes: Record<string, Change> = {};
  for (const id of questions) {
    const change: Change = {};
    if (base.answers[id] !== mine.answers[id]) change.answer = mine.answers[id] ?? null;
    if (isFlagged(base, id) !== isFlagged(mine, id)) change.flagged = isFlagged(mine, id);
    if (Object.keys(change).length > 0) changes[id] = change;
  }
  return changes;
}

/** The sheet with changes, of those questions that are on the paper. */
export function applied(sheet: Sheet, changes: Changes, questions: readonly number[]): Sheet {
  let result: Sheet = { answers: sheet.answers, flagged: sheet.flagged };
  for (const id of questions) {
    const change = changes[id];
    if (change?.answer !== undefined) result = withAnswer(result, id, change.answer);
    if (change?.flagged !== undefined) result = withFlag(result, id, change.flagged);
  }
  return result;
}

function keysOf(storage: DraftStorage, prefix: string): string[] {
  const keys: string[] = [];
  for (let index = 0; index < storage.length; index += 1) {
    const key = storage.key(index);
    if (key?.startsWith(prefix)) keys.push(key);
  }
  return keys.sort();
}

function read(storage: DraftStorage, key: string): Changes {
  try {
    const found: unknown = JSON.parse(storage.getItem(key) ?? "{}");
    return typeof found === "object" && found !== null ? (found as Changes) : {};
  } catch {
    return {}; // a draft that nobody can read
  }
}

function forget(storage: DraftStorage, prefix: string): void {
  for (const key of keysOf(storage, prefix)) storage.removeItem(key);
}
