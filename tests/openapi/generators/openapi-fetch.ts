// A DEMO exam with openapi-typescript and openapi-fetch, as one would write it without reading more than the types.
import createClient from "openapi-fetch";
import type { components, paths } from "./generated/openapi-typescript.js";

type Schemas = components["schemas"];

const headers = { Authorization: `Bearer ${process.env["TOKEN"]}` };
const api = createClient<paths>({ baseUrl: `${process.env["FUNCTIONS_URL"]}/api/exam-simulation`, headers });

const { data: types } = await api.GET("/config");
const demo = types?.exam_types.find((one) => one.exam_type === "DEMO");
if (!demo?.available) throw new Error("no DEMO");

// Nothing has to be sent that has a default, and any text is a type.
await api.DELETE("/sessions/{session_id}", {
  params: { path: { session_id: (await api.POST("/sessions", { body: {} })).data?.id ?? 1 } },
});
const wanted: string = demo.exam_type;
const { data: session, error } = await api.POST("/sessions", {
  body: { exam_type: wanted, extra_time_percent: 30 },
  params: { header: { "Idempotency-Key": crypto.randomUUID() } },
});
if (!session) throw new Error(error?.code satisfies Schemas["ProblemCode"] | undefined);
const status: Schemas["SessionStatus"] = session.status;
const [first] = session.metadata.sections;
if (status !== "created" || first?.status !== "pending" || first.score) throw new Error("begun");

const section = { session_id: session.id, section_id: first.id };
const started = await api.POST("/sessions/{session_id}/sections/{section_id}/start", { params: { path: section } });
if (!started.data) {
  const problem = started.error;
  const where = problem.code === "another_section_running" ? `session ${problem.session_id}` : problem.detail;
  throw new Error(where);
}
const { questions, revision } = started.data;
const answers: Record<string, Schemas["OptionKey"] | null> = {};
for (const question of questions) answers[question.id] = Object.keys(question.options).includes("d") ? "d" : "a";
const path = "/sessions/{session_id}/sections/{section_id}/answers";
const flagged = questions.map((question) => question.id).slice(0, 1);
const saved = await api.PUT(path, { params: { path: section }, body: { answers, flagged, base_revision: revision } });
console.log(saved.data?.revision, saved.data?.flagged.length);

// A save that builds on an old revision is told what is stored.
const list: Schemas["Answer"][] = questions.map(({ id }) => ({ question_id: id, answer: null }));
const stale = await api.PUT(path, { params: { path: section }, body: { answers: list, base_revision: 0 } });
if (stale.error?.code === "stale_answers") {
  const mine: Schemas["OptionKey"] | undefined = Object.values(stale.error.answers)[0];
  console.log(mine, stale.error.revision);
}
const done = await api.POST("/sessions/{session_id}/sections/{section_id}/complete", { params: { path: section } });
console.log(done.data?.score.total, done.data?.overall_score?.percentage ?? "not yet");
const early = await api.GET("/sessions/{session_id}/results", { params: { path: { session_id: session.id } } });
console.log(early.error?.code);
const history = await api.GET("/history", { params: { query: { status: "unfinished", limit: 5 } } });
console.log(history.data?.[0]?.id === session.id, history.data?.[0]?.sections[0]?.seconds_used !== null);
const malformed = await api.GET("/history", { params: { query: { limit: 1000 } } });
if (malformed.error?.code === "invalid_query_parameter") console.log(malformed.error.errors[0]?.parameter);
