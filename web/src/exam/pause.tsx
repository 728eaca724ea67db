import type { ExamSession, HandedIn } from "@exam-simulation/client";
import { Link } from "wouter";
import { Title } from "../components/layout";
import { useI18n } from "../i18n";

interface PauseProps {
  session: ExamSession;
  /** What has just been handed in; null before the first section and after a reload. */
  handedIn: HandedIn | null;
  /** How many changes of earlier sections came too late. */
  lost: number;
  onStart(sectionId: number): void;
}

/** Between two sections: how the last one went, and what comes next. No time runs. */
export function Pause({ session, handedIn, lost, onStart }: PauseProps) {
  const { text } = useI18n();
  const next = session.metadata.sections.find((section) => section.status === "pending");
  return (
    <div className="narrow stack wide">
      <Title>{handedIn ? text.pause.between : session.exam_type}</Title>
      {handedIn && <Outcome handedIn={handedIn} />}
      {lost > 0 && (
        <p className="alert" role="status">
          {text.pause.notCounted(lost)}
        </p>
      )}
      {next ? (
        <section className="card" aria-labelledby="next">
          <h2 id="next">
            {text.pause.next}: {next.name}
          </h2>
          <p>
            {text.common.of(next.id, session.metadata.sections.length)} · {text.common.questions(next.question_count)} ·{" "}
            {text.common.minutes(Math.ceil(next.duration_seconds / 60))}
          </p>
          <p className="soft">{text.pause.warning}</p>
          <div className="row">
            <button type="button" className="button primary" onClick={() => onStart(next.id)}>
              {text.pause.start}
            </button>
            <Link className="button quiet" href="/">
              {text.pause.later}
            </Link>
          </div>
        </section>
      ) : (
        <div>
          <Link className="button primary" href={`/sessions/${session.id}/results`}>
            {text.pause.results}
          </Link>
        </div>
      )}
    </div>
  );
}

function Outcome({ handedIn: { outcome, notCounted } }: { handedIn: HandedIn }) {
  const { text, number } = useI18n();
  return (
    <div className="stack" role="status">
      <p>{text.pause.score(number(outcome.score.raw), number(outcome.score.max))}</p>
      {outcome.timed_out && <p className="alert note">{text.pause.timedOut}</p>}
      {notCounted > 0 && <p className="alert">{text.pause.notCounted(notCounted)}</p>}
    </div>
  );
}
