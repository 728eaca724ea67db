import {
  ApiError,
  type ExamSession,
  type HandedIn,
  ServerClock,
  startSection,
  takeLateDrafts,
} from "@exam-simulation/client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Redirect } from "wouter";
import { useAuth } from "../auth";
import { FailurePage, Spinner } from "../components/feedback";
import { LiveSimulation } from "../components/live-simulation";
import { Pause } from "../exam/pause";
import { KEYS, useSession } from "../queries";
import { NotFound } from "./not-found";

interface Place {
  sessionId: number;
  sectionId: number;
}

/** A session that is being taken: its running section, or the pause before the next one. */
export default function SessionPage({ id }: { id: string | undefined }) {
  return /^[1-9][0-9]{0,9}$/.test(id ?? "") ? <Taken key={id} id={Number(id)} /> : <NotFound />;
}

function Taken({ id }: { id: number }) {
  const session = useSession(id);
  const queries = useQueryClient();
  const [startedSection, setStarted] = useState<number | null>(null);
  const [handedIn, setHandedIn] = useState<HandedIn | null>(null);
  const [lost, setLost] = useState(0);
  const { student } = useAuth();
  const { data, refetch } = session;

  // A section that is shown stays until it is handed in here, also where the session is fetched again meanwhile.
  const running = startedSection ?? (data ? runningSection(data) : null);
  useEffect(() => setStarted(running), [running]);

  // What this device could not send before the time of a section was over, for example because it was closed.
  useEffect(() => {
    const completed =
      data?.metadata.sections.filter(({ id, status }) => status === "completed" && id !== running) ?? [];
    const counts = completed.map(({ id: sectionId }) =>
      takeLateDrafts(localStorage, { student: student ?? "", sessionId: id, sectionId }),
    );
    setLost((before) => counts.reduce((sum, count) => sum + count, before));
  }, [data, id, running, student]);

  async function end(result: HandedIn | null) {
    setHandedIn(result);
    await refetch();
    setStarted(null);
    for (const queryKey of [KEYS.unfinished, KEYS.history, ["progress"]]) void queries.invalidateQueries({ queryKey });
  }

  if (session.isPending) return <Spinner />;
  if (session.isError) return <FailurePage error={session.error} retry={() => void refetch()} />;
  if (running !== null) {
    return <Running key={running} place={{ sessionId: id, sectionId: running }} onEnd={(result) => void end(result)} />;
  }
  if (session.data.status === "completed" && !handedIn && lost === 0)
    return <Redirect to={`/sessions/${id}/results`} replace />;
  return <Pause session={session.data} handedIn={handedIn} lost={lost} onStart={setStarted} />;
}

function runningSection(session: ExamSession): number | null {
  return session.metadata.sections.find((section) => section.status === "in_progress")?.id ?? null;
}

function Running({ place, onEnd }: { place: Place; onEnd(result: HandedIn | null): void }) {
  const { api, student } = useAuth();
  const [clock] = useState(() => new ServerClock());
  const paper = useQuery({
    queryKey: ["paper", place.sessionId, place.sectionId],
    queryFn: () => startSection(api, clock, place),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchOnReconnect: false,
  });
  if (paper.isPending) return <Spinner />;
  if (paper.isError) {
    const isOver = paper.error instanceof ApiError && paper.error.code === "section_completed";
    return <FailurePage error={paper.error} retry={() => (isOver ? onEnd(null) : void paper.refetch())} />;
  }
  return (
    <LiveSimulation
      paper={paper.data}
      clock={clock}
      student={student ?? ""}
      onResync={() => startSection(api, clock, place)}
      onHandedIn={onEnd}
    />
  );
}
