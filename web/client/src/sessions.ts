import { type Api, dataOf } from "./api.js";
import type { ServerClock } from "./clock.js";
import { NetworkError } from "./errors.js";
import type { components, operations } from "./schema.js";
import { sleep } from "./transport.js";
import type { ExamSession, History, Paper } from "./types.js";

const ATTEMPTS = 4;

/**
 * Create a session once, however often it must be sent: all attempts have the same `Idempotency-Key`.
 *
 * @param key another attempt at the same creation gives the same key, for example after a reload.
 * @throws {ApiError} the functions refused it.
 * @throws {NetworkError} four attempts had no reply.
 */
export async function createSession(
  api: Api,
  body: components["schemas"]["CreateSession"],
  key: string = crypto.randomUUID(),
): Promise<ExamSession> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await dataOf(api.POST("/sessions", { body, params: { header: { "Idempotency-Key": key } } }));
    } catch (error) {
      if (!(error instanceof NetworkError) || attempt === ATTEMPTS) throw error;
      await sleep(1000 * attempt);
    }
  }
}

/**
 * Start or resume a section, and learn the functions' time from it.
 *
 * @throws {ApiError} for example `another_section_running`, whose problem names that section.
 */
export async function startSection(
  api: Api,
  clock: ServerClock,
  section: { sessionId: number; sectionId: number },
): Promise<Paper> {
  const sentAt = clock.steady();
  const paper = await dataOf(
    api.POST("/sessions/{session_id}/sections/{section_id}/start", {
      params: { path: { session_id: section.sessionId, section_id: section.sectionId } },
    }),
  );
  clock.sync(paper.server_now, sentAt);
  return paper;
}

export interface HistoryPage {
  entries: History;
  /** Gives the next page; undefined on the last one. */
  cursor: string | undefined;
}

type HistoryQuery = NonNullable<operations["get_history"]["parameters"]["query"]>;

/** A page of the student's sessions, the newest first. */
export async function historyPage(api: Api, query: HistoryQuery): Promise<HistoryPage> {
  const reply = await Promise.resolve(api.GET("/history", { params: { query } })).catch((error: unknown) => {
    throw new NetworkError(error);
  });
  const entries = await dataOf(Promise.resolve(reply));
  return { entries, cursor: cursorOf(reply.response.headers.get("Link")) };
}

function cursorOf(link: string | null): string | undefined {
  const next = link === null ? null : /<([^>]*)>\s*;\s*rel="next"/.exec(link);
  return next?.[1] === undefined
    ? undefined
    : (new URL(next[1], "http://relative.invalid").searchParams.get("cursor") ?? undefined);
}
