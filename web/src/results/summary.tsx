import type { Results } from "@exam-simulation/client";
import { useI18n } from "../i18n";

/** The score of the session, and what the wrong answers cost. */
export function Summary({ results }: { results: Results }) {
  const { text, number } = useI18n();
  const { overall_score: score, with_wrong_left_blank: leftBlank } = results;
  const figures = [
    [text.results.score, text.results.outOf(number(score.raw), number(score.max))],
    [text.results.correct, number(score.correct)],
    [text.results.incorrect, number(score.incorrect)],
    [text.results.unanswered, number(score.unanswered)],
  ];
  return (
    <section className="card" aria-label={text.results.score}>
      <dl className="figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <p className="soft">
        {score.penalty > 0
          ? `${text.results.penalty(number(score.penalty))} ${text.results.leftBlank(number(leftBlank.overall_score.raw))}`
          : text.results.noPenalty}
      </p>
    </section>
  );
}
