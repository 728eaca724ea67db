/** The shapes of the API, by the names of `docs/openapi.json`. */
import type { components } from "./schema.js";

type Schemas = components["schemas"];

export type ExamSession = Schemas["ExamSession"];
export type ExamType = Schemas["ExamType"];
export type History = Schemas["History"];
export type ListedSession = Schemas["ListedSession"];
export type OptionKey = Schemas["OptionKey"];
export type Outcome = Schemas["Outcome"];
export type Paper = Schemas["Paper"];
export type Problem = Schemas["Problem"];
export type ProblemCode = Schemas["ProblemCode"];
export type Progress = Schemas["Progress"];
export type Question = Schemas["Question"];
export type Results = Schemas["Results"];
export type ReviewedQuestion = Schemas["ReviewedQuestion"];
export type SavedAnswers = Schemas["SavedAnswers"];
export type Score = Schemas["Score"];
export type Section = Schemas["Section"];
export type SectionPlan = Schemas["SectionPlan"];
export type StaleAnswers = Schemas["StaleAnswers"];

/** The chosen options by question id; blanks are left out. */
export type Answers = Readonly<Record<string, OptionKey>>;

/** What a student has marked on a paper. `flagged` has ids, ascending. */
export interface Sheet {
  readonly answers: Answers;
  readonly flagged: readonly number[];
}

/** A sheet as it is stored, and how often it was saved. */
export interface StoredSheet extends Sheet {
  readonly revision: number;
}
