import type { ListedSession } from "@exam-simulation/client";
import { Link } from "wouter";
import { Failure, Spinner } from "../components/feedback";
import { Title } from "../components/layout";
import { useI18n } from "../i18n";
import { useHistory } from "../queries";

export default function History() {
  const { text } = useI18n();
  const history = useHistory();
  const sessions = history.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <div className="narrow stack wide">
      <Title>{text.history.title}</Title>
      {history.isPending && <Spinner />}
      {history.isError && <Failure error={history.error} retry={() => void history.refetch()} />}
      {history.isSuccess && sessions.length === 0 && <Empty />}
      {sessions.length > 0 && (
        <ul className="list">
          {sessions.map((session) => (
            <li key={session.id} className="card">
              <Entry session={session} />
            </li>
          ))}
        </ul>
      )}
      {history.hasNextPage && (
        <div>
          <button
            type="button"
            className="button"
            disabled={history.isFetchingNextPage}
            onClick={() => void history.fetchNextPage()}
          >
            {text.history.more}
          </button>
        </div>
      )}
    </div>
  );
}

function Empty() {
  const { text } = useI18n();
  return (
    <div className="card">
      <p>{text.history.empty}</p>
      <div>
        <Link className="button primary" href="/">
          {text.history.begin}
        </Link>
      </div>
    </div>
  );
}

function Entry({ session }: { session: ListedSession }) {
  const { text, date, number } = useI18n();
  const score = session.overall_score;
  return (
    <div className="row between">
      <div>
        <h2>
          {session.exam_type} {session.practice && <span className="badge">{text.results.practice}</span>}
        </h2>
        {session.completed_at && <p className="soft small">{date(session.completed_at)}</p>}
      </div>
      {score && (
        <div className="row">
          <span>{text.results.outOf(number(score.raw), number(score.max))}</span>
          <Link className="button" href={`/sessions/${session.id}/results`}>
            {text.history.open}
            <span className="visually-hidden">
              {" "}
              {session.exam_type}, {session.completed_at && date(session.completed_at)}
            </span>
          </Link>
        </div>
      )}
    </div>
  );
}
