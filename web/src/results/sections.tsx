import type { Results } from "@exam-simulation/client";
import { useI18n } from "../i18n";

/** The sections as a table: it says all that the chart shows. */
export function Sections({ sections }: { sections: Results["sections"] }) {
  const { text, number } = useI18n();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
    <section className="table-box" aria-labelledby="sections" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{text.exams.section}</th>
            {[text.results.correct, text.results.incorrect, text.results.unanswered, text.results.score].map((name) => (
              <th key={name} scope="col" className="number">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sections.map(({ id, name, score, timed_out, seconds_used }) => (
            <tr key={id}>
              <th scope="row">
                {name}
                <br />
                <span className="soft small">
                  {text.results.seconds(Math.floor(seconds_used / 60), seconds_used % 60)}
                  {timed_out && `, ${text.results.timedOut}`}
                </span>
              </th>
              <td className="number">{score.correct}</td>
              <td className="number">{score.incorrect}</td>
              <td className="number">{score.unanswered}</td>
              <td className="number">{text.results.outOf(number(score.raw), number(score.max))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
