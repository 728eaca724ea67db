import { type Api, dataOf } from "./api.js";
import type { ServerClock } from "./clock.js";
import { applied, changesBetween, type Drafts } from "./drafts.js";
import { ApiError, NetworkError } from "./errors.js";
import { differences, merged, withAnswer, withFlag } from "./sheets.js";
import { type Sleep, sleep } from "./transport.js";
import type { OptionKey, Outcome, Paper, Sheet, StaleAnswers, StoredSheet } from "./types.js";

/**
 * What a student should see of saving.
 *
 * - `saved`: all is stored.
 * - `saving`: a save is under way.
 * - `offline`: the functions cannot be reached; it is tried again and again.
 * - `retrying`: the functions asked to wait; it is tried again.
 * - `signed_out`: the student must sign in again; then call `retry`.
 * - `closed`: the section is completed, or its session is gone; nothing is saved any more.
 * - `failed`: the functions refuse what is sent; nothing is saved any more.
 */
export type SaveState = "saved" | "saving" | "offline" | "retrying" | "signed_out" | "closed" | "failed";

export interface AutosaveView {
  readonly sheet: Sheet;
  readonly state: SaveState;
  /** How many questions have changes that are not stored yet. */
  readonly unsaved: number;
}

export interface HandedIn {
  readonly outcome: Outcome;
  /** How many questions have changes that came too late, so that they were not graded. */
  readonly notCounted: number;
}

/** Tells the other tabs of one section what was saved. A `BroadcastChannel` is one. */
export type TabChannel = Pick<BroadcastChannel, "postMessage" | "onmessage" | "close">;

export interface AutosaveOptions {
  api: Api;
  /** What starting the section gave, just now. */
  paper: Paper;
  clock: ServerClock;
  drafts: Drafts;
  channel?: TabChannel;
  sleep?: Sleep;
}

/** `closed` is the sheet that was graded. */
type TabMessage = { saved: StoredSheet } | { closed: Sheet };
type Ending = "closed" | "failed" | "signed_out";

const FIRST_PAUSE_SECONDS = 1;
const LONGEST_PAUSE_SECONDS = 15;

/**
 * The answers of a running section: every change is kept on the device at once, and saved as soon as may be.
 *
 * One save is under way at a time, and it builds on the revision that was stored last. Where another tab or device has
 * saved meanwhile, both are merged question by question: what was changed here since then stays.
 */
export class Autosave {
  readonly #options: AutosaveOptions;
  readonly #questions: readonly number[];
  readonly #listeners = new Set<() => void>();
  #stored: StoredSheet;
  #sheet: Sheet;
  #state: SaveState = "saved";
  #view: AutosaveView;
  #loop: Promise<void> | undefined;
  #handingIn = false;
  #wake: AbortController | undefined;

  constructor(options: AutosaveOptions) {
    this.#options = options;
    const { paper, drafts, channel } = options;
    this.#questions = paper.questions.map((question) => question.id);
    this.#stored = storedSheetOf(paper);
    this.#sheet = applied(this.#stored, drafts.all(), this.#questions);
    this.#keepDraft();
    drafts.adopt();
    this.#view = this.#look();
    if (channel) channel.onmessage = (event: MessageEvent<TabMessage>) => this.#hear(event.data);
    this.#start();
  }

  /** What is to be shown; the same object until it changes. */
  get view(): AutosaveView {
    return this.#view;
  }

  /** Call `listener` after each change of the view; give what ends that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Choose an option; null takes the choice back. */
  answer(question: number, option: OptionKey | null): void {
    this.#change(withAnswer(this.#sheet, question, option));
  }

  /** Mark a question to look at again, or take the mark off. */
  flag(question: number, flagged: boolean): void {
    this.#change(withFlag(this.#sheet, question, flagged));
  }

  /** Try again now, for example where the browser is online again or the student has signed in again. */
  retry(): void {
    this.#wake?.abort();
    if (this.#state === "signed_out") this.#start();
  }

  /** End without handing in: what is not saved stays on the device. */
  leave(): void {
    this.#listeners.clear();
    this.#options.channel?.close();
    this.#handingIn = true;
    this.#wake?.abort();
  }

  /**
   * Complete the section with all that is chosen here, and with what other tabs of this device could not save yet. It
   * goes on trying while the functions cannot be reached; what comes after the grace is not graded, and is counted.
   *
   * @throws {ApiError} the functions refuse it, or the student must sign in again: then it may be called again.
   */
  async handIn(): Promise<HandedIn> {
    this.#handingIn = true;
    try {
      this.#wake?.abort();
      await this.#loop;
      const wasClosed = this.#state === "closed";
      if (!wasClosed) this.#sheet = applied(this.#sheet, this.#options.drafts.all(), this.#questions);
      const outcome = await this.#complete();
      const isTooLate = wasClosed || outcome.timed_out;
      const notCounted = isTooLate ? this.#unsaved() : 0;
      this.#options.drafts.clear();
      const closed = isTooLate ? this.#stored : this.#sheet;
      this.#options.channel?.postMessage({ closed } satisfies TabMessage);
      this.#become("closed");
      return { outcome, notCounted };
    } finally {
      this.#handingIn = false;
    }
  }

  #change(sheet: Sheet): void {
    if (this.#state === "closed") return;
    this.#sheet = sheet;
    this.#keepDraft();
    if (this.#state === "saved" && this.#unsaved() > 0) this.#state = "saving";
    this.#start();
    this.#tell();
  }

  #start(): void {
    if (this.#loop || this.#handingIn || this.#unsaved() === 0 || this.#hasEnded()) return;
    this.#loop = this.#saveAll().finally(() => {
      this.#loop = undefined;
      this.#start(); // what was changed as it ended
    });
  }

  #hasEnded(): boolean {
    return this.#state === "closed" || this.#state === "failed";
  }

  async #saveAll(): Promise<void> {
    for (let failures = 0; this.#unsaved() > 0; ) {
      if (failures === 0) this.#become("saving");
      try {
        await this.#save();
        failures = 0;
      } catch (error) {
        failures += 1;
        const ending = endingAfter(error);
        this.#become(ending ?? stateAfter(error));
        if (ending) return;
        await this.#pause(pauseAfter(error, failures));
      }
      if (this.#handingIn) return;
    }
    if (!this.#hasEnded()) this.#become("saved");
  }

  async #save(): Promise<void> {
    const { api, clock, paper } = this.#options;
    const sentAt = clock.steady();
    try {
      const saved = await dataOf(
        api.PUT("/sessions/{session_id}/sections/{section_id}/answers", {
          params: { path: { session_id: paper.session_id, section_id: paper.section_id } },
          body: this.#body(),
        }),
      );
      clock.sync(saved.server_now, sentAt);
      this.#stored = storedSheetOf(saved);
      this.#keepDraft();
      this.#options.channel?.postMessage({ saved: this.#stored } satisfies TabMessage);
      this.#tell();
    } catch (error) {
      if (!isStale(error)) throw error;
      this.#merge(storedSheetOf(error.problem));
    }
  }

  async #complete(): Promise<Outcome> {
    const { api, paper } = this.#options;
    for (let failures = 0; ; ) {
      try {
        return await dataOf(
          api.POST("/sessions/{session_id}/sections/{section_id}/complete", {
            params: { path: { session_id: paper.session_id, section_id: paper.section_id } },
            body: this.#body(),
          }),
        );
      } catch (error) {
        if (isStale(error)) {
          this.#merge(storedSheetOf(error.problem));
          continue;
        }
        if (endingAfter(error)) throw error;
        failures += 1;
        this.#become(stateAfter(error));
        await this.#pause(pauseAfter(error, failures));
      }
    }
  }

  #body() {
    const { answers, flagged } = this.#sheet;
    return { answers: { ...answers }, flagged: [...flagged], base_revision: this.#stored.revision };
  }

  #merge(stored: StoredSheet): void {
    this.#sheet = merged(this.#stored, this.#sheet, stored);
    this.#stored = stored;
    this.#keepDraft();
    this.#tell();
  }

  #hear(message: TabMessage): void {
    if ("closed" in message) {
      this.#stored = { ...message.closed, revision: this.#stored.revision };
      this.#become("closed");
    } else if (message.saved.revision > this.#stored.revision) this.#merge(message.saved);
  }

  #keepDraft(): void {
    this.#options.drafts.keep(changesBetween(this.#stored, this.#sheet, this.#questions));
  }

  async #pause(seconds: number): Promise<void> {
    this.#wake = new AbortController();
    await (this.#options.sleep ?? sleep)(1000 * seconds, this.#wake.signal).catch(() => undefined);
    this.#wake = undefined;
  }

  #unsaved(): number {
    return differences(this.#stored, this.#sheet).length;
  }

  #become(state: SaveState): void {
    this.#state = state;
    this.#tell();
  }

  #look(): AutosaveView {
    return { sheet: this.#sheet, state: this.#state, unsaved: this.#unsaved() };
  }

  #tell(): void {
    this.#view = this.#look();
    for (const listener of this.#listeners) listener();
  }
}

function storedSheetOf({ answers, flagged, revision }: StoredSheet): StoredSheet {
  return { answers, flagged, revision };
}

function isStale(error: unknown): error is ApiError & { problem: StaleAnswers } {
  return error instanceof ApiError && error.code === "stale_answers";
}

/** The state in which saving ends after an error; undefined where it is to be tried again. */
function endingAfter(error: unknown): Ending | undefined {
  if (error instanceof NetworkError) return undefined;
  if (!(error instanceof ApiError)) throw error;
  if (error.status === 401) return "signed_out";
  if (error.code === "section_completed" || error.status === 404) return "closed";
  return error.status < 500 && error.status !== 429 ? "failed" : undefined;
}

function stateAfter(error: unknown): SaveState {
  return error instanceof NetworkError ? "offline" : "retrying";
}

function pauseAfter(error: unknown, failures: number): number {
  const asked = error instanceof ApiError ? error.retryAfter : undefined;
  return asked ?? Math.min(FIRST_PAUSE_SECONDS * 2 ** (failures - 1), LONGEST_PAUSE_SECONDS);
}
