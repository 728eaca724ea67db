import type { Progress } from "@exam-simulation/client";
import { lazy, Suspense, useState } from "react";
import { Failure, Spinner } from "../components/feedback";
import { Title } from "../components/layout";
import { useI18n } from "../i18n";
import { useExamTypes, useProgress } from "../queries";
import { Topics } from "../results/topics";
import { remember, remembered } from "../storage";

const ProgressChart = lazy(() => import("../history/progress-chart"));

const WEAKEST = 8;

export default function ProgressPage() {
  const { text } = useI18n();
  const [examType, setExamType] = useState(remembered("progress") ?? "TOLC-I");
  const exams = useExamTypes();
  const progress = useProgress(examType);
  return (
    <div className="narrow stack wide">
      <Title>{text.progress.title}</Title>
      <div className="row">
        <label className="label" htmlFor="exam-type">
          {text.progress.type}
        </label>
        <select
          id="exam-type"
          className="select"
          value={examType}
          onChange={(event) => {
            setExamType(event.target.value);
            remember("progress", event.target.value);
          }}
        >
          {(exams.data?.map((exam) => exam.exam_type) ?? [examType]).map((one) => (
            <option key={one}>{one}</option>
          ))}
        </select>
      </div>
      {progress.isPending && <Spinner />}
      {progress.isError && <Failure error={progress.error} retry={() => void progress.refetch()} />}
      {progress.data?.count === 0 && <p className="card">{text.progress.empty}</p>}
      {progress.data && progress.data.count > 0 && <Shown progress={progress.data} />}
    </div>
  );
}

function Shown({ progress }: { progress: Progress }) {
  const { text, number } = useI18n();
  const percent = (value: number | null) => (value === null ? "–" : `${number(value)} %`);
  const figures = [
    [text.progress.best, percent(progress.best)],
    [text.progress.mean, percent(progress.mean)],
    [text.progress.last, percent(progress.last)],
  ];
  return (
    <>
      <section className="card" aria-label={text.progress.chart}>
        <p className="soft">{text.progress.count(progress.count)}</p>
        <dl className="figures">
          {figures.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {progress.sessions.length > 1 && (
          <Suspense fallback={<div className="chart" />}>
            <ProgressChart sessions={progress.sessions} />
          </Suspense>
        )}
        {progress.penalty > 0 && <p className="soft">{text.progress.penalty(number(progress.penalty))}</p>}
      </section>
      <section className="card" aria-labelledby="learn-first">
        <h2 id="learn-first">{text.progress.learnFirst}</h2>
        <Topics topics={progress.topics.slice(0, WEAKEST)} />
      </section>
    </>
  );
}
