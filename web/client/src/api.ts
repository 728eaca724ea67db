import createClient, { type Client } from "openapi-fetch";
import { ApiError, NetworkError } from "./errors.js";
import type { paths } from "./schema.js";
import { authorized, type Credentials, type Fetch, retryAfter, type Sleep, sleep } from "./transport.js";
import type { Problem } from "./types.js";

export interface ApiOptions extends Credentials {
  /** Where the functions are, without a path: `https://exams.example.com`. */
  functionsUrl: string;
  fetch?: Fetch;
  sleep?: Sleep;
}

/** The functions, typed by `docs/openapi.json`: openapi-fetch's client, with the token and the repeats of `authorized`. */
export type Api = Client<paths>;

export function createApi(options: ApiOptions): Api {
  const send = options.fetch ?? ((request) => fetch(request));
  return createClient<paths>({
    baseUrl: `${options.functionsUrl.replace(/\/+$/, "")}/api/exam-simulation`,
    fetch: authorized(options, send, options.sleep ?? sleep),
  });
}

interface Reply<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

/**
 * Give the body of a reply.
 *
 * @throws {ApiError} the functions refused the request.
 * @throws {NetworkError} there was no reply, or one that is not the functions'.
 */
export async function dataOf<Data>(reply: Promise<Reply<Data>>): Promise<Data> {
  let settled: Reply<Data>;
  try {
    settled = await reply;
  } catch (error) {
    throw new NetworkError(error);
  }
  if (settled.response.ok) return settled.data as Data;
  if (isProblem(settled.error)) throw new ApiError(settled.error, retryAfter(settled.response));
  throw new NetworkError(`HTTP ${settled.response.status}`);
}

function isProblem(error: unknown): error is Problem {
  return typeof error === "object" && error !== null && "code" in error && "status" in error;
}
