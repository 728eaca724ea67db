import type { Problem, ProblemCode } from "./types.js";

/** The functions refused a request. `code` is stable; `problem` is the whole document. */
export class ApiError extends Error {
  readonly code: ProblemCode;
  readonly status: number;
  readonly problem: Problem;
  /** Seconds after which to try again, where the functions say so. */
  readonly retryAfter: number | undefined;

  constructor(problem: Problem, retryAfter?: number) {
    super(`${problem.status} ${problem.code}: ${problem.detail}`);
    this.name = "ApiError";
    this.code = problem.code;
    this.status = problem.status;
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/** There was no response, or none of the functions: offline, or something in between. */
export class NetworkError extends Error {
  constructor(cause: unknown) {
    super("the functions could not be reached", { cause });
    this.name = "NetworkError";
  }
}
