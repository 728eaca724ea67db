/** Sheets of answers as values: change, compare, merge. */
import type { Answers, OptionKey, Sheet } from "./types.js";

export const EMPTY: Sheet = { answers: {}, flagged: [] };

/** The sheet with one answer; null is a blank. */
export function withAnswer(sheet: Sheet, question: number, answer: OptionKey | null): Sheet {
  const answers: Record<string, OptionKey> = { ...sheet.answers };
  if (answer === null) delete answers[question];
  else answers[question] = answer;
  return { ...sheet, answers };
}

/** The sheet with one flag set or cleared. */
export function withFlag(sheet: Sheet, question: number, flagged: boolean): Sheet {
  const others = sheet.flagged.filter((id) => id !== question);
  return { ...sheet, flagged: (flagged ? [...others, question] : others).sort((a, b) => a - b) };
}

/** The ids of the questions on which two sheets differ. */
export function differences(one: Sheet, other: Sheet): number[] {
  const ids = new Set([...idsOf(one.answers), ...idsOf(other.answers), ...one.flagged, ...other.flagged]);
  return [...ids].filter((id) => one.answers[id] !== other.answers[id] || isFlagged(one, id) !== isFlagged(other, id));
}

/** Merge question by question: what was changed here since `base` stays, all else is as it is stored. */
export function merged(base: Sheet, mine: Sheet, stored: Sheet): Sheet {
  let result: Sheet = { answers: stored.answers, flagged: stored.flagged };
  for (const id of differences(base, mine)) {
    if (base.answers[id] !== mine.answers[id]) result = withAnswer(result, id, mine.answers[id] ?? null);
    if (isFlagged(base, id) !== isFlagged(mine, id)) result = withFlag(result, id, isFlagged(mine, id));
  }
  return result;
}

export function isFlagged(sheet: Sheet, question: number): boolean {
  return sheet.flagged.includes(question);
}

function idsOf(answers: Answers): number[] {
  return Object.keys(answers).map(Number);
}
