import {
  type Autosave,
  type HandedIn,
  isFlagged,
  type OptionKey,
  type Paper,
  type ServerClock,
  type Sheet,
} from "@exam-simulation/client";
import { useEffect, useRef, useState } from "react";
import { Countdown, useCountdown } from "../exam/countdown";
import { HandInDialog } from "../exam/hand-in-dialog";
import { QuestionCard } from "../exam/question-card";
import { QuestionMap } from "../exam/question-map";
import { useAutosave, useAutosaveView } from "../exam/use-autosave";
import { areKeysOn, switchKeys, useKeys } from "../exam/use-keys";
import { useI18n } from "../i18n";
import { Failure, Spinner } from "./feedback";
import { Title } from "./layout";
import { Text } from "./math";

interface LiveProps {
  paper: Paper;
  clock: ServerClock;
  student: string;
  /** Ask for the functions' time again. */
  onResync(): Promise<unknown>;
  onHandedIn(result: HandedIn): void;
}

/** A running section: its clock, its questions, and what was chosen. */
export function LiveSimulation({ paper, clock, student, onResync, onHandedIn }: LiveProps) {
  const autosave = useAutosave(paper, clock, student);
  const resync = useRef(onResync);
  resync.current = onResync;
  useEffect(() => {
    const look = () => {
      if (!document.hidden && clock.isDoubtful()) void resync.current().catch(() => undefined);
    };
    const timer = setInterval(look, 5000);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [clock]);
  return autosave ? <Section paper={paper} clock={clock} autosave={autosave} onHandedIn={onHandedIn} /> : <Spinner />;
}

interface SectionProps {
  paper: Paper;
  clock: ServerClock;
  autosave: Autosave;
  onHandedIn(result: HandedIn): void;
}

function Section({ paper, clock, autosave, onHandedIn }: SectionProps) {
  const { text } = useI18n();
  const { sheet, state, unsaved } = useAutosaveView(autosave);
  const { questions } = paper;
  const [place, setPlace] = useState(0);
  const [isAsking, setAsking] = useState(false);
  const [singleKeys, setSingleKeys] = useState(areKeysOn);
  const handingIn = useHandIn(autosave, onHandedIn);
  const seconds = useCountdown(clock, paper.deadline_at, handingIn.begin);
  const heading = useRef<HTMLHeadingElement>(null);
  const question = questions[place];

  // Another tab, or the end of the time, may have closed the section.
  useEffect(() => {
    if (state === "closed") handingIn.begin();
  }, [state, handingIn.begin]);

  function move(to: number) {
    if (to < 0 || to >= questions.length) return;
    setPlace(to);
    requestAnimationFrame(() => heading.current?.focus());
  }

  const flag = () => question && autosave.flag(question.id, !isFlagged(sheet, question.id));
  useKeys(
    {
      onOption: (index) => {
        const key = question && (Object.keys(question.options)[index] as OptionKey | undefined);
        if (key) autosave.answer(question.id, key);
      },
      onMove: (step) => move(place + step),
      onFlag: flag,
    },
    singleKeys,
  );

  if (!question) return null;
  return (
    <>
      <div className="live-bar">
        <Title>{paper.name}</Title>
        <span className={`save-state ${state}`} role="status">
          {text.live.save[state]}
          {unsaved > 0 && (state === "offline" || state === "retrying") && ` (${unsaved})`}
        </span>
        <Countdown seconds={seconds} />
      </div>
      {handingIn.isBusy && seconds === 0 && (
        <p className="alert note" role="status">
          {text.live.timeUp}
        </p>
      )}
      {handingIn.error !== null && <Failure error={handingIn.error} retry={handingIn.begin} />}
      <div className={question.passage ? "live with-passage" : "live"}>
        <div className="sheet">
          {question.passage && (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard
            <section className="passage" aria-label={text.live.passage} tabIndex={0}>
              <Text>{question.passage}</Text>
            </section>
          )}
          <QuestionCard
            key={question.id}
            heading={heading}
            question={question}
            number={place + 1}
            count={questions.length}
            sheet={sheet}
            onAnswer={(answer) => autosave.answer(question.id, answer)}
            onFlag={flag}
            onMove={(step) => move(place + step)}
          />
        </div>
        <aside className="live-side card" aria-label={text.live.map}>
          <QuestionMap questions={questions} sheet={sheet} place={place} onChoose={move} />
          <button type="button" className="button primary" disabled={handingIn.isBusy} onClick={() => setAsking(true)}>
            {handingIn.isBusy ? text.live.handingIn : text.live.handIn}
          </button>
          <label className="choice small">
            <input
              type="checkbox"
              checked={singleKeys}
              onChange={(event) => {
                setSingleKeys(event.target.checked);
                switchKeys(event.target.checked);
              }}
            />
            <span>
              {text.live.keys}
              <br />
              <span className="soft">{text.live.keysHint}</span>
            </span>
          </label>
        </aside>
      </div>
      <HandInDialog
        open={isAsking}
        onOpenChange={setAsking}
        blanks={blanksOf(paper, sheet)}
        flags={sheet.flagged.length}
        onConfirm={handingIn.begin}
      />
    </>
  );
}

function blanksOf(paper: Paper, sheet: Sheet): number {
  return paper.questions.filter((question) => sheet.answers[question.id] === undefined).length;
}

/** Hand in once, whoever asks for it: the student, the clock, or another tab. */
function useHandIn(autosave: Autosave, onHandedIn: (result: HandedIn) => void) {
  const [isBusy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const isUnderWay = useRef(false);
  const done = useRef(onHandedIn);
  done.current = onHandedIn;
  const begin = useRef(() => {
    if (isUnderWay.current) return;
    isUnderWay.current = true;
    setBusy(true);
    setError(null);
    autosave.handIn().then(
      (result) => done.current(result),
      (reason) => {
        isUnderWay.current = false;
        setBusy(false);
        setError(reason);
      },
    );
  });
  return { begin: begin.current, isBusy, error };
}
