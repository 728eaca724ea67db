// The same exam with hey-api.
import { client } from "./generated/hey-api/client.gen.js";
import {
  type Answer,
  completeSection,
  createSession,
  type ExamSession,
  getConfig,
  getHistory,
  getResults,
  type OptionKey,
  type ProblemCode,
  saveAnswers,
  type SessionStatus,
  startSection,
} from "./generated/hey-api/index.js";

client.setConfig({
  baseUrl: `${process.env["FUNCTIONS_URL"]}/api/exam-simulation`,
  auth: () => process.env["TOKEN"],
});

const { data: types } = await getConfig();
const demo = types?.exam_types.find((one) => one.exam_type === "DEMO");
if (!demo?.available) throw new Error("no DEMO");

const wanted: string = demo.exam_type;
const created = await createSession({
  body: { exam_type: wanted },
  headers: { "Idempotency-Key": crypto.randomUUID() },
});
if (!created.data) throw new Error(created.error.code satisfies ProblemCode);
const session: ExamSession = created.data;
const status: SessionStatus = session.status;
const [first] = session.metadata.sections;
if (status !== "created" || first?.status !== "pending" || first.score) throw new Error("begun");

const path = { session_id: session.id, section_id: first.id };
const started = await startSection({ path });
if (!started.data) {
  const problem = started.error;
  const where = problem.code === "another_section_running" ? `session ${problem.session_id}` : problem.detail;
  throw new Error(where);
}
const { questions, revision } = started.data;
const answers: Record<string, OptionKey | null> = {};
for (const question of questions) answers[question.id] = Object.keys(question.options).includes("d") ? "d" : "a";
const flagged = questions.map((question) => question.id).slice(0, 1);
const saved = await saveAnswers({ path, body: { answers, flagged, base_revision: revision } });
console.log(saved.data?.revision, saved.data?.flagged.length);

const list: Answer[] = questions.map(({ id }) => ({ question_id: id, answer: null }));
const stale = await saveAnswers({ path, body: { answers: list, base_revision: 0 } });
if (stale.error?.code === "stale_answers") {
  const mine: OptionKey | undefined = Object.values(stale.error.answers)[0];
  console.log(mine, stale.error.revision);
}
const done = await completeSection({ path });
console.log(done.data?.score.total, done.data?.overall_score?.percentage ?? "not yet");
const early = await getResults({ path: { session_id: session.id } });
console.log(early.error?.code);
const history = await getHistory({ query: { status: "unfinished", limit: 5 } });
console.log(history.data?.[0]?.id === session.id, history.data?.[0]?.sections[0]?.seconds_used !== null);
const malformed = await getHistory({ query: { limit: 1000 } });
if (malformed.error?.code === "invalid_query_parameter") console.log(malformed.error.errors[0]?.parameter);
