import { createSession, type ExamType, type ListedSession } from "@exam-simulation/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "wouter";
import { useAuth } from "../auth";
import { Failure, Spinner } from "../components/feedback";
import { Title } from "../components/layout";
import { Rules, type Wish } from "../exam/rules";
import { Unfinished } from "../exam/unfinished";
import { useI18n } from "../i18n";
import { KEYS, useExamTypes, useUnfinished } from "../queries";

/** Choose an exam, read the rules, begin; or resume. */
export function FullSimulation() {
  const [chosen, setChosen] = useState<ExamType | null>(null);
  return chosen ? <Begin exam={chosen} onBack={() => setChosen(null)} /> : <Choose onChoose={setChosen} />;
}

function Choose({ onChoose }: { onChoose(exam: ExamType): void }) {
  const { text } = useI18n();
  const exams = useExamTypes();
  const unfinished = useUnfinished();
  return (
    <div className="stack wide">
      <Title>{text.exams.title}</Title>
      {unfinished.data && unfinished.data.length > 0 && <UnfinishedList sessions={unfinished.data} />}
      {exams.isPending && <Spinner />}
      {exams.isError && <Failure error={exams.error} retry={() => void exams.refetch()} />}
      {exams.data && (
        <ul className="cards">
          {exams.data.map((exam) => (
            <li key={exam.exam_type} className="card">
              <ExamCard exam={exam} onChoose={() => onChoose(exam)} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function UnfinishedList({ sessions }: { sessions: ListedSession[] }) {
  const { text } = useI18n();
  return (
    <section className="stack" aria-labelledby="unfinished">
      <h2 id="unfinished">{text.exams.unfinished}</h2>
      <ul className="cards">
        {sessions.map((session) => (
          <li key={session.id} className="card">
            <Unfinished session={session} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function ExamCard({ exam, onChoose }: { exam: ExamType; onChoose(): void }) {
  const { text } = useI18n();
  return (
    <>
      <h2>{exam.name}</h2>
      <p className="soft">
        {text.common.questions(exam.total_questions)}, {text.common.minutes(exam.total_minutes)}
      </p>
      <ul className="facts small">
        {exam.sections.map((section) => (
          <li key={section.id}>
            <span>{section.name}</span>
            <span>
              {section.question_count} / {text.exams.shortMinutes(section.duration_minutes)}
            </span>
          </li>
        ))}
      </ul>
      {exam.available ? (
        <button type="button" className="button" onClick={onChoose}>
          {text.exams.choose}
          <span className="visually-hidden"> {exam.name}</span>
        </button>
      ) : (
        <p className="alert note">{text.exams.unavailable}</p>
      )}
    </>
  );
}

function Begin({ exam, onBack }: { exam: ExamType; onBack(): void }) {
  const { api } = useAuth();
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  const creation = useMutation({
    mutationFn: ({ wish, key }: { wish: Wish; key: string }) => createSession(api, wish, key),
    onSuccess: (session) => {
      queries.setQueryData(KEYS.session(session.id), session);
      navigate(`/sessions/${session.id}`);
    },
  });
  return (
    <Rules
      exam={exam}
      isCreating={creation.isPending}
      error={creation.error}
      onBack={onBack}
      onBegin={(wish, key) => creation.mutate({ wish, key })}
    />
  );
}
