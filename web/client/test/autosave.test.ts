import { beforeEach, expect, test } from "vitest";
import { Autosave, type TabChannel } from "../src/autosave.js";
import { ServerClock } from "../src/clock.js";
import { clearDrafts, Drafts } from "../src/drafts.js";
import { Server } from "./server.js";
import { MemoryStorage } from "./storage.js";

const SECTION = { student: "ada", sessionId: 7, sectionId: 1 };

let server: Server;
let storage: MemoryStorage;
let waited: number[];

beforeEach(() => {
  server = new Server();
  storage = new MemoryStorage();
  waited = [];
});

/** Open the section in a tab, as after a start that has just answered. */
function open(channel?: TabChannel, paper = server.paper): Autosave {
  return new Autosave({
    api: server.api(),
    paper,
    clock: new ServerClock(),
    drafts: new Drafts(storage, SECTION),
    sleep: async (milliseconds) => {
      waited.push(milliseconds);
      await new Promise((resolve) => setTimeout(resolve));
    },
    ...(channel && { channel }),
  });
}

/** Wait until a tab shows a state. */
function until(tab: Autosave, state: string): Promise<void> {
  return new Promise((resolve) => {
    const look = () => tab.view.state === state && resolve();
    tab.subscribe(look);
    look();
  });
}

function pair(): [TabChannel, TabChannel] {
  const ends: TabChannel[] = [];
  for (const other of [1, 0]) {
    ends.push({
      onmessage: null,
      close: () => undefined,
      postMessage: (data) => (ends[other]?.onmessage as ((event: { data: unknown }) => void) | null)?.({ data }),
    } as TabChannel);
  }
  return ends as [TabChannel, TabChannel];
}

test("a choice is shown at once, and then saved", async () => {
  const tab = open();
  tab.answer(1, "b");
  tab.flag(2, true);
  expect(tab.view).toEqual({ sheet: { answers: { 1: "b" }, flagged: [2] }, state: "saving", unsaved: 2 });
  await until(tab, "saved");
  expect(server.stored).toEqual({ answers: { 1: "b" }, flagged: [2], revision: 2 });
  expect(tab.view.unsaved).toBe(0);
  expect(storage.length).toBe(0);
});

test("what is changed while a save is under way goes with the next one", async () => {
  const tab = open();
  server.onRequest = () => {
    server.onRequest = () => undefined;
    for (const option of ["b", "c", "d"] as const) tab.answer(2, option);
  };
  tab.answer(1, "a");
  await until(tab, "saved");
  expect(server.requests.map(({ body }) => [body.base_revision, body.answers])).toEqual([
    [0, { 1: "a" }],
    [1, { 1: "a", 2: "d" }],
  ]);
});

test("a choice that is taken back before it is saved needs no save", async () => {
  const tab = open();
  server.faults.push("no connection");
  tab.answer(1, "a");
  await until(tab, "offline");
  tab.answer(1, null);
  await until(tab, "saved");
  expect(server.requests.length).toBe(1);
});

test("without a connection it tries again, ever more slowly, and loses nothing", async () => {
  const tab = open();
  server.faults.push(...Array(7).fill("no connection"));
  tab.answer(1, "a");
  await until(tab, "offline");
  tab.answer(2, "b");
  await until(tab, "saved");
  expect(waited).toEqual([1000, 2000, 4000, 8000, 15000, 15000, 15000]);
  expect(server.stored.answers).toEqual({ 1: "a", 2: "b" });
});

test("a save whose reply was lost is not counted twice", async () => {
  const tab = open();
  server.faults.push("reply lost");
  tab.answer(1, "a");
  await until(tab, "saved");
  expect(server.stored).toEqual({ answers: { 1: "a" }, flagged: [], revision: 1 });
});

test("a reply that was lost while another choice was made is merged", async () => {
  const tab = open();
  server.faults.push("reply lost");
  tab.answer(1, "a");
  await until(tab, "offline");
  tab.answer(2, "b");
  await until(tab, "saved");
  expect(server.stored.answers).toEqual({ 1: "a", 2: "b" });
});

test("where the functions ask to wait, it waits as long as they say", async () => {
  const tab = open();
  server.faults.push({ status: 503, code: "upstream_unavailable", retryAfter: 12 });
  tab.answer(1, "a");
  await until(tab, "retrying");
  await until(tab, "saved");
  expect(waited).toEqual([12_000]);
});

test("what was saved elsewhere is merged: a change made here stays", async () => {
  const tab = open();
  tab.answer(1, "a");
  await until(tab, "saved");
  server.saveElsewhere({ 1: "e", 2: "e" }, [3]);
  tab.answer(3, "c");
  await until(tab, "saved");
  expect(server.stored).toEqual({ answers: { 1: "e", 2: "e", 3: "c" }, flagged: [3], revision: 3 });
  expect(tab.view.sheet).toEqual({ answers: { 1: "e", 2: "e", 3: "c" }, flagged: [3] });
});

test("of a question that was changed both here and elsewhere, the change made here stays", async () => {
  const tab = open();
  server.saveElsewhere({ 1: "e" });
  tab.answer(1, "a");
  await until(tab, "saved");
  expect(server.stored.answers).toEqual({ 1: "a" });
});

test("two tabs tell each other what they have saved", async () => {
  const [one, other] = pair();
  const [left, right] = [open(one), open(other)];
  left.answer(1, "a");
  await until(left, "saved");
  expect(right.view.sheet.answers).toEqual({ 1: "a" });
  right.answer(2, "b");
  await until(right, "saved");
  expect(left.view.sheet.answers).toEqual({ 1: "a", 2: "b" });
  await right.handIn();
  expect(left.view.state).toBe("closed");
});

test("handing in takes along what another tab could not save, and that tab is not told of a loss", async () => {
  const [one, other] = pair();
  const [left, right] = [open(one), open(other)];
  right.answer(2, "b");
  server.faults.push(...Array(3).fill("no connection"));
  await until(right, "offline");
  const { outcome } = await left.handIn();
  expect(outcome.score.unanswered).toBe(2);
  expect(server.stored.answers).toEqual({ 2: "b" });
  expect((await right.handIn()).notCounted).toBe(0);
});

test("what was not saved before a crash is saved after it", async () => {
  const crashed = open();
  server.faults.push("no connection");
  crashed.answer(1, "a");
  crashed.flag(3, true);
  await until(crashed, "offline");
  crashed.leave();
  server.saveElsewhere({ 2: "b" });
  const tab = open();
  expect(tab.view.sheet).toEqual({ answers: { 1: "a", 2: "b" }, flagged: [3] });
  await until(tab, "saved");
  expect(server.stored.answers).toEqual({ 1: "a", 2: "b" });
  expect(storage.length).toBe(0);
});

test("a draft of another student, of another section or of nonsense is left alone", () => {
  for (const section of [
    { ...SECTION, student: "bob" },
    { ...SECTION, sectionId: 2 },
  ]) {
    new Drafts(storage, section).keep({ 1: { answer: "e" } });
  }
  storage.setItem("exam-simulation.draft.ada.7.1.nonsense", "{");
  storage.setItem("theme", "dark");
  expect(open().view.sheet.answers).toEqual({});
  clearDrafts(storage);
  expect([storage.length, storage.key(0)]).toEqual([1, "theme"]);
});

test("where the device keeps nothing, the connection saves alone", async () => {
  storage.isFull = true;
  const tab = open();
  tab.answer(1, "a");
  await until(tab, "saved");
  expect(server.stored.answers).toEqual({ 1: "a" });
});

test("a student who is signed out meanwhile signs in again and loses nothing", async () => {
  const tab = open();
  server.faults.push({ status: 401, code: "token_rejected" });
  tab.answer(1, "a");
  await until(tab, "signed_out");
  expect(tab.view.unsaved).toBe(1);
  tab.retry();
  await until(tab, "saved");
  expect(server.stored.answers).toEqual({ 1: "a" });
});

test("handing in completes the section with all that is chosen, and forgets the draft", async () => {
  const tab = open();
  server.faults.push("no connection");
  tab.answer(1, "a");
  tab.answer(2, "b");
  const { outcome, notCounted } = await tab.handIn();
  expect([outcome.score.unanswered, notCounted, tab.view.state]).toEqual([1, 0, "closed"]);
  expect(storage.length).toBe(0);
  tab.answer(3, "c");
  expect(tab.view.sheet.answers).toEqual({ 1: "a", 2: "b" });
});

test("handing in merges what was saved elsewhere, and goes on trying without a connection", async () => {
  const tab = open();
  server.saveElsewhere({ 3: "e" });
  server.faults.push("no connection", "no connection", "no connection");
  tab.answer(1, "a");
  const { outcome } = await tab.handIn();
  expect(outcome.score.unanswered).toBe(1);
  expect(server.stored.answers).toEqual({ 1: "a", 3: "e" });
});

test("what comes after the grace is counted, and the student is told", async () => {
  const tab = open();
  server.faults.push("no connection", "no connection");
  tab.answer(1, "a");
  tab.answer(2, "b");
  server.timedOut = true;
  const { outcome, notCounted } = await tab.handIn();
  expect([outcome.timed_out, outcome.score.unanswered, notCounted]).toEqual([true, 3, 2]);
});

test("a section that was completed elsewhere is closed, and its outcome is told", async () => {
  const tab = open();
  server.completed = true;
  tab.answer(1, "a");
  await until(tab, "closed");
  expect((await tab.handIn()).notCounted).toBe(1);
});

test("handing in where the student must sign in again can be repeated", async () => {
  const tab = open();
  server.faults.push({ status: 401, code: "token_rejected" }, { status: 401, code: "token_rejected" });
  tab.answer(1, "a");
  await until(tab, "signed_out");
  await expect(tab.handIn()).rejects.toMatchObject({ code: "token_rejected" });
  expect((await tab.handIn()).outcome.score.unanswered).toBe(2);
});

test("what the functions refuse is not sent for ever", async () => {
  const tab = open();
  server.faults.push({ status: 422, code: "answers_not_on_paper" });
  tab.answer(1, "a");
  await until(tab, "failed");
  tab.answer(2, "b");
  expect(server.requests.length).toBe(1);
});
