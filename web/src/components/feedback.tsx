import { ApiError, NetworkError } from "@exam-simulation/client";
import { Component, type ReactNode } from "react";
import { Link } from "wouter";
import { useI18n } from "../i18n";
import type { Messages } from "../i18n/it";
import { Title } from "./layout";

export function Spinner() {
  const { text } = useI18n();
  return (
    <div className="spinner" role="status">
      {text.common.loading}
    </div>
  );
}

/** A page whose content could not be fetched. */
export function FailurePage(props: { error: unknown; retry?: () => void }) {
  const { text } = useI18n();
  return (
    <div className="narrow stack">
      <Title>{text.errors.title}</Title>
      <Failure {...props} />
    </div>
  );
}

/** What went wrong with a request, in the student's words, and a way on. */
export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  const { text } = useI18n();
  const running = error instanceof ApiError && error.code === "another_section_running" ? error.problem : null;
  return (
    <div className="alert stack" role="alert">
      <p>{wordsOf(error, text)}</p>
      {error instanceof ApiError && <p className="small soft">{text.errors.code(error.code)}</p>}
      {running && "session_id" in running && (
        <Link className="button" href={`/sessions/${running.session_id}`}>
          {text.errors.anotherRunningOpen}
        </Link>
      )}
      {retry && (
        <div>
          <button type="button" className="button" onClick={retry}>
            {text.common.retry}
          </button>
        </div>
      )}
    </div>
  );
}

export function wordsOf(error: unknown, text: Messages): string {
  if (error instanceof NetworkError) return text.errors.network;
  if (!(error instanceof ApiError)) return text.errors.other;
  switch (error.code) {
    case "session_not_found":
    case "section_not_found":
    case "not_found":
      return text.errors.notFound;
    case "bank_too_small":
      return text.errors.bankTooSmall;
    case "another_section_running":
      return text.errors.anotherRunning;
    case "session_unreadable":
      return text.errors.unreadable;
    case "session_not_completed":
      return text.results.missing;
    case "user_unknown":
      return text.errors.userUnknown;
    default:
      return error.status === 503 || error.status === 429 ? text.errors.unavailable : text.errors.other;
  }
}

/** Shows a way on where a part of the page fails to render. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <Crash /> : this.props.children;
  }
}

function Crash() {
  const { text } = useI18n();
  return (
    <main className="narrow stack">
      <h1>{text.errors.title}</h1>
      <p>{text.errors.other}</p>
      <div>
        <button type="button" className="button primary" onClick={() => location.reload()}>
          {text.errors.reload}
        </button>
      </div>
    </main>
  );
}
