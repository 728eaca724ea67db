import { Autosave, type AutosaveView, Drafts, type Paper, type ServerClock } from "@exam-simulation/client";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useAuth } from "../auth";

/** The answers of a running section; undefined for the moment before they are there. */
export function useAutosave(paper: Paper, clock: ServerClock, student: string): Autosave | undefined {
  const { api } = useAuth();
  const [autosave, setAutosave] = useState<Autosave>();
  useEffect(() => {
    const section = { student, sessionId: paper.session_id, sectionId: paper.section_id };
    const made = new Autosave({
      api,
      paper,
      clock,
      drafts: new Drafts(localStorage, section),
      channel: new BroadcastChannel(`exam-simulation.${paper.session_id}.${paper.section_id}`),
    });
    const retry = () => made.retry();
    addEventListener("online", retry);
    setAutosave(made);
    return () => {
      removeEventListener("online", retry);
      made.leave();
    };
  }, [api, paper, clock, student]);
  return autosave;
}

export function useAutosaveView(autosave: Autosave): AutosaveView {
  return useSyncExternalStore(
    (listener) => autosave.subscribe(listener),
    () => autosave.view,
  );
}
