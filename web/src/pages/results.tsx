import type { Results, ReviewedQuestion } from "@exam-simulation/client";
import { lazy, Suspense, useState } from "react";
import { FailurePage, Spinner } from "../components/feedback";
import { Title } from "../components/layout";
import { useI18n } from "../i18n";
import { useResults } from "../queries";
import { Review } from "../results/review";
import { Sections } from "../results/sections";
import { Summary } from "../results/summary";
import { Topics } from "../results/topics";
import { NotFound } from "./not-found";

const SectionsChart = lazy(() => import("../results/sections-chart"));

type Filter = "all" | "wrong" | "blank" | "flagged";

const FILTERS: Record<Filter, (question: ReviewedQuestion) => boolean> = {
  all: () => true,
  wrong: (question) => question.answer !== null && !question.is_correct,
  blank: (question) => question.answer === null,
  flagged: (question) => question.flagged,
};

export default function ResultsPage({ id }: { id: string | undefined }) {
  return /^[1-9][0-9]{0,9}$/.test(id ?? "") ? <Reviewed id={Number(id)} /> : <NotFound />;
}

function Reviewed({ id }: { id: number }) {
  const results = useResults(id);
  if (results.isPending) return <Spinner />;
  if (results.isError) return <FailurePage error={results.error} retry={() => void results.refetch()} />;
  return <Whole results={results.data} />;
}

function Whole({ results }: { results: Results }) {
  const { text, date } = useI18n();
  const facts = [
    date(results.completed_at),
    ...(results.practice ? [text.results.practice] : []),
    ...(results.extra_time_percent > 0 ? [text.results.extraTime(results.extra_time_percent)] : []),
  ];
  return (
    <div className="stack wide">
      <div className="row between">
        <div className="stack">
          <Title>
            {text.results.title}: {results.exam_type}
          </Title>
          <p className="soft">{facts.join(" · ")}</p>
        </div>
        <button type="button" className="button no-print" onClick={() => print()}>
          {text.results.print}
        </button>
      </div>
      <Summary results={results} />
      <div className="card">
        <h2 id="sections">{text.results.sections}</h2>
        <Suspense fallback={<div className="chart" />}>
          <SectionsChart sections={results.sections} />
        </Suspense>
        <Sections sections={results.sections} />
      </div>
      <section className="card" aria-labelledby="topics">
        <h2 id="topics">{text.results.topics}</h2>
        <Topics topics={results.topics} />
      </section>
      <Questions results={results} />
    </div>
  );
}

function Questions({ results }: { results: Results }) {
  const { text } = useI18n();
  const [filter, setFilter] = useState<Filter>("all");
  const sections = results.sections
    .map((section) => ({ ...section, questions: section.questions.filter(FILTERS[filter]) }))
    .filter((section) => section.questions.length > 0);
  return (
    <section className="stack" aria-labelledby="review">
      <h2 id="review">{text.results.review}</h2>
      <fieldset className="filters no-print">
        <legend className="visually-hidden">{text.results.filter}</legend>
        {(Object.keys(FILTERS) as Filter[]).map((one) => (
          <label key={one} className="choice">
            <input type="radio" name="filter" checked={filter === one} onChange={() => setFilter(one)} />
            {text.results.filters[one]}
          </label>
        ))}
      </fieldset>
      {sections.length === 0 && <p className="soft">{text.results.none}</p>}
      {sections.map((section) => (
        <div key={section.id} className="stack">
          <h3>{section.name}</h3>
          {section.questions.map((question) => (
            <Review key={question.id} question={question} />
          ))}
        </div>
      ))}
    </section>
  );
}
