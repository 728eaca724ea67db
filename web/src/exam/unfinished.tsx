import { dataOf, type ListedSession } from "@exam-simulation/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import { useAuth } from "../auth";
import { Confirm } from "../components/confirm";
import { Failure } from "../components/feedback";
import { useI18n } from "../i18n";
import type { Messages } from "../i18n/it";
import { KEYS } from "../queries";
import { clockText } from "./countdown";

/** A session that can go on: where it stands, and what ends it. */
export function Unfinished({ session }: { session: ListedSession }) {
  const { text, date } = useI18n();
  const { api } = useAuth();
  const queries = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const discarding = useMutation({
    mutationFn: () => dataOf(api.DELETE("/sessions/{session_id}", { params: { path: { session_id: session.id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: KEYS.unfinished }),
  });
  return (
    <>
      <h3>
        {session.exam_type} {session.practice && <span className="badge">{text.results.practice}</span>}
      </h3>
      <p>{placeOf(session, text)}</p>
      <p className="soft small">{date(session.started_at)}</p>
      {discarding.isError && <Failure error={discarding.error} />}
      <div className="row">
        <Link className="button primary" href={`/sessions/${session.id}`}>
          {text.exams.resume}
        </Link>
        <button type="button" className="button quiet" disabled={discarding.isPending} onClick={() => setAsking(true)}>
          {text.exams.discard}
        </button>
      </div>
      <Confirm
        title={text.exams.discardTitle}
        confirm={text.exams.discard}
        danger
        open={isAsking}
        onOpenChange={setAsking}
        onConfirm={() => discarding.mutate()}
      >
        <p>{text.exams.discardText}</p>
      </Confirm>
    </>
  );
}

function placeOf(session: ListedSession, text: Messages): string {
  const running = session.sections.find((section) => section.status === "in_progress");
  if (running) {
    const left = running.remaining_seconds ?? 0;
    return left > 0
      ? text.exams.unfinishedRunning(running.name, clockText(left))
      : text.exams.unfinishedGrace(running.name);
  }
  const next = session.sections.find((section) => section.status === "pending");
  if (!next || next.id === 1) return text.exams.unfinishedNew;
  return text.exams.unfinishedNext(next.name);
}
