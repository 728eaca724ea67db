/** The functions as a client sees them, made up: one section's stored sheet, and faults on demand. */
import { type Api, createApi } from "../src/api.js";
import type { Paper, StoredSheet } from "../src/types.js";

export const PAPER: Paper = {
  session_id: 7,
  section_id: 1,
  name: "Matematica",
  status: "in_progress",
  duration_minutes: 50,
  duration_seconds: 3000,
  started_at: "2026-11-27T09:00:00Z",
  deadline_at: "2026-11-27T09:50:00Z",
  server_now: "2026-11-27T09:00:00Z",
  remaining_seconds: 3000,
  questions: [1, 2, 3].map((id) => ({
    id,
    text: `Question ${id}`,
    options: { a: "one", b: "two", c: "three", d: "four", e: "five" },
    passage: null,
    image_url: null,
    image_alt: null,
  })),
  answers: {},
  flagged: [],
  revision: 0,
};

type Fault = "no connection" | "reply lost" | { status: number; code: string; retryAfter?: number };

export class Server {
  stored: StoredSheet = { answers: {}, flagged: [], revision: 0 };
  completed = false;
  timedOut = false;
  /** What happens to the next requests, the first first. */
  readonly faults: Fault[] = [];
  readonly requests: { method: string; body: Record<string, unknown>; headers: Headers }[] = [];
  /** Called as each request arrives, before it is answered. */
  onRequest: () => void = () => undefined;
  token = "first";

  get paper(): Paper {
    return { ...PAPER, ...this.stored };
  }

  api(waited: number[] = []): Api {
    return createApi({
      functionsUrl: "http://functions.test/",
      accessToken: async () => this.token,
      refresh: async () => (this.token = "second"),
      fetch: (request) => this.answer(request),
      sleep: async (milliseconds) => void waited.push(milliseconds),
    });
  }

  /** Save as another tab or device does. */
  saveElsewhere(answers: StoredSheet["answers"], flagged: number[] = []): void {
    this.stored = { answers, flagged, revision: this.stored.revision + 1 };
  }

  async answer(request: Request): Promise<Response> {
    const text = await request.text();
    const body = text === "" ? {} : JSON.parse(text);
    this.requests.push({ method: request.method, body, headers: request.headers });
    this.onRequest();
    const fault = this.faults.shift();
    if (fault === "no connection") throw new TypeError("fetch failed");
    if (typeof fault === "object") return problem(fault.status, fault.code, {}, fault.retryAfter);
    if (request.url.endsWith("/sessions")) return Response.json({ id: 7 }, { status: 201 });
    const reply = request.method === "PUT" ? this.#save(body) : this.#complete(body);
    if (fault === "reply lost") throw new TypeError("fetch failed");
    return reply;
  }

  #save(body: StoredSheet & { base_revision: number }): Response {
    if (this.completed) return problem(409, "section_completed");
    const isRepeated = body.base_revision === this.stored.revision - 1 && isSame(body, this.stored);
    if (!isRepeated && body.base_revision !== this.stored.revision) return problem(409, "stale_answers", this.stored);
    if (!isRepeated) this.saveElsewhere(body.answers, [...body.flagged]);
    return Response.json({
      ...this.stored,
      session_id: 7,
      section_id: 1,
      server_now: PAPER.server_now,
      deadline_at: PAPER.deadline_at,
      remaining_seconds: 3000,
    });
  }

  #complete(body: StoredSheet & { base_revision: number }): Response {
    if (!this.completed && !this.timedOut && body.base_revision !== this.stored.revision) {
      return problem(409, "stale_answers", this.stored);
    }
    if (!this.completed && !this.timedOut && body.answers) this.saveElsewhere(body.answers, [...body.flagged]);
    this.completed = true;
    const answered = Object.keys(this.stored.answers).length;
    const score = {
      correct: 0,
      incorrect: answered,
      unanswered: 3 - answered,
      total: 3,
      raw: 0,
      max: 3,
      percentage: 0,
      penalty: 0,
    };
    return Response.json({
      session_id: 7,
      section_id: 1,
      status: "completed",
      timed_out: this.timedOut,
      score,
      overall_score: null,
      all_completed: false,
    });
  }
}

function isSame(one: Pick<StoredSheet, "answers" | "flagged">, other: StoredSheet): boolean {
  return JSON.stringify([one.answers, one.flagged]) === JSON.stringify([other.answers, other.flagged]);
}

function problem(status: number, code: string, more: object = {}, retryAfter?: number): Response {
  const body = { type: "about:blank", title: code, status, detail: code, code, instance: "/", ...more };
  const headers: Record<string, string> = { "Content-Type": "application/problem+json" };
  if (retryAfter !== undefined) headers["Retry-After"] = String(retryAfter);
  return new Response(JSON.stringify(body), { status, headers });
}
