import { expect, test } from "vitest";
import { dataOf } from "../src/api.js";
import { ServerClock } from "../src/clock.js";
import { createSession } from "../src/sessions.js";
import { Server } from "./server.js";

const PATH = { params: { path: { session_id: 7, section_id: 1 } } };
const complete = (server: Server, waited: number[] = []) =>
  dataOf(
    server
      .api(waited)
      .POST("/sessions/{session_id}/sections/{section_id}/complete", { ...PATH, body: { base_revision: 0 } }),
  );

test("an expired token is refreshed once, and the request sent again with its body", async () => {
  const server = new Server();
  server.faults.push({ status: 401, code: "token_expired" });
  await complete(server);
  expect(server.requests.map(({ headers, body }) => [headers.get("Authorization"), body])).toEqual([
    ["Bearer first", { base_revision: 0 }],
    ["Bearer second", { base_revision: 0 }],
  ]);
});

test("a token that is expired again, or rejected, is the caller's to handle", async () => {
  for (const code of ["token_expired", "token_rejected"]) {
    const server = new Server();
    server.faults.push({ status: 401, code }, { status: 401, code });
    await expect(complete(server)).rejects.toMatchObject({ name: "ApiError", code });
    expect(server.requests.length).toBe(code === "token_expired" ? 2 : 1);
  }
});

test("a 503 is waited for as it says, twice at most", async () => {
  const server = new Server();
  const waited: number[] = [];
  server.faults.push(...Array(2).fill({ status: 503, code: "busy", retryAfter: 3 }));
  await complete(server, waited);
  expect(waited).toEqual([3000, 3000]);
  server.faults.push(...Array(3).fill({ status: 503, code: "busy", retryAfter: 3 }));
  await expect(complete(server, waited)).rejects.toMatchObject({ code: "busy", retryAfter: 3 });
});

test("a long wait is the caller's to decide", async () => {
  const server = new Server();
  server.faults.push({ status: 503, code: "bank_too_small", retryAfter: 60 });
  await expect(complete(server)).rejects.toMatchObject({ code: "bank_too_small", retryAfter: 60 });
  expect(server.requests.length).toBe(1);
});

test("a page that is no problem document is a network error", async () => {
  const server = new Server();
  server.answer = async () => new Response("<html>", { status: 502 });
  await expect(complete(server)).rejects.toMatchObject({ name: "NetworkError" });
});

test("all attempts at creating a session have the same key", async () => {
  const server = new Server();
  server.faults.push("no connection");
  await createSession(server.api(), { exam_type: "DEMO" });
  const keys = server.requests.map(({ headers }) => headers.get("Idempotency-Key"));
  expect(keys.length).toBe(2);
  expect(new Set(keys).size).toBe(1);
  expect(keys[0]).toMatch(/^[!-~]{1,255}$/);
});

test("the time is the functions', however wrong the device's is", () => {
  let steady = 1000;
  const clock = new ServerClock({ steady: () => steady, device: () => steady + 7_200_000 });
  clock.sync("2026-11-27T09:00:00Z", 800);
  expect(clock.now()).toBe(Date.parse("2026-11-27T09:00:00.100Z"));
  steady += 60_000;
  expect(clock.secondsUntil("2026-11-27T09:10:00Z")).toBe(540);
  expect(clock.secondsUntil("2026-11-27T08:00:00Z")).toBe(0);
});

test("a device that slept, or whose clock was set, is found", () => {
  let [steady, device] = [0, 5000];
  const clock = new ServerClock({ steady: () => steady, device: () => device });
  clock.sync("2026-11-27T09:00:00Z", 0);
  steady += 60_000;
  device += 60_500;
  expect(clock.isDoubtful()).toBe(false);
  device += 30_000;
  expect(clock.isDoubtful()).toBe(true);
  clock.sync("2026-11-27T09:02:00Z", steady);
  expect(clock.isDoubtful()).toBe(false);
});
