import type { ExamType, SectionPlan } from "@exam-simulation/client";
import { useState } from "react";
import { Failure } from "../components/feedback";
import { Back } from "../components/icons";
import { Title } from "../components/layout";
import { useI18n } from "../i18n";

/** What the student wants to take. */
export interface Wish {
  exam_type: string;
  extra_time_percent: number;
  sections?: string[];
}

interface RulesProps {
  exam: ExamType;
  isCreating: boolean;
  error: unknown;
  onBack(): void;
  /** `key` is the same while the same thing is wanted. */
  onBegin(wish: Wish, key: string): void;
}

const EXTRA_TIMES = [0, 30, 50];

/** An exam's structure, what of it to take, and the rules to agree to. */
export function Rules({ exam, isCreating, error, onBack, onBegin }: RulesProps) {
  const { text } = useI18n();
  const [key, setKey] = useState(() => crypto.randomUUID());
  const [sections, setSections] = useState<ReadonlySet<string> | null>(null);
  const [extraTime, setExtraTime] = useState(0);
  const [agreed, setAgreed] = useState(false);
  const renewed =
    <Value,>(set: (value: Value) => void) =>
    (value: Value) => {
      set(value);
      setKey(crypto.randomUUID());
    };

  function begin() {
    const codes = exam.sections.map((section) => section.code).filter((code) => sections?.has(code));
    const wish: Wish = { exam_type: exam.exam_type, extra_time_percent: extraTime };
    onBegin(sections ? { ...wish, sections: codes } : wish, key);
  }

  return (
    <div className="narrow stack wide">
      <div className="stack">
        <div>
          <button type="button" className="button quiet edge" onClick={onBack}>
            <Back /> {text.common.back}
          </button>
        </div>
        <Title>{exam.name}</Title>
      </div>
      <Structure exam={exam} />
      <Scope exam={exam} sections={sections} onChange={renewed(setSections)} />
      <ExtraTime percent={extraTime} onChange={renewed(setExtraTime)} />
      <section className="card" aria-labelledby="rules">
        <h2 id="rules">{text.exams.rulesTitle}</h2>
        <ul className="points">
          {text.exams.rules.map((rule) => (
            <li key={rule}>{rule}</li>
          ))}
        </ul>
        <label className="choice">
          <input type="checkbox" checked={agreed} onChange={(event) => setAgreed(event.target.checked)} />
          {text.exams.agree}
        </label>
      </section>
      {error !== null && <Failure error={error} />}
      <div>
        <button
          type="button"
          className="button primary"
          disabled={!agreed || isCreating || sections?.size === 0}
          onClick={begin}
        >
          {isCreating ? text.exams.creating : text.exams.begin}
        </button>
      </div>
    </div>
  );
}

function Structure({ exam }: { exam: ExamType }) {
  const { text } = useI18n();
  return (
    <div className="card">
      <h2 id="structure">{text.exams.structure}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section className="table-box" aria-labelledby="structure" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">{text.exams.section}</th>
              <th scope="col" className="number">
                {text.exams.questions}
              </th>
              <th scope="col" className="number">
                {text.exams.minutes}
              </th>
              <th scope="col" className="number">
                {text.exams.points}
              </th>
            </tr>
          </thead>
          <tbody>
            {exam.sections.map((section) => (
              <Plan key={section.id} section={section} />
            ))}
          </tbody>
        </table>
      </section>
      <p className="soft small">
        {text.exams.pointsHint} {text.exams.source(exam.source, exam.as_of)}
      </p>
    </div>
  );
}

function Plan({ section }: { section: SectionPlan }) {
  const { text, number } = useI18n();
  const { correct, blank, wrong } = section.scoring;
  return (
    <tr>
      <th scope="row">
        {section.name}
        {!section.counts_into_total && <span className="soft small"> ({text.exams.notCounted})</span>}
      </th>
      <td className="number">{section.question_count}</td>
      <td className="number">{section.duration_minutes}</td>
      <td className="number">
        {number(correct)} / {number(blank)} / {number(wrong)}
      </td>
    </tr>
  );
}

interface ScopeProps {
  exam: ExamType;
  sections: ReadonlySet<string> | null;
  onChange(sections: ReadonlySet<string> | null): void;
}

function Scope({ exam, sections, onChange }: ScopeProps) {
  const { text } = useI18n();
  function toggle(code: string, isChosen: boolean) {
    const chosen = new Set(sections);
    if (isChosen) chosen.add(code);
    else chosen.delete(code);
    onChange(chosen);
  }
  return (
    <fieldset className="card">
      <legend className="visually-hidden">{text.exams.scope}</legend>
      <p className="label" aria-hidden="true">
        {text.exams.scope}
      </p>
      <div>
        <label className="choice">
          <input type="radio" name="scope" checked={sections === null} onChange={() => onChange(null)} />
          {text.exams.whole}
        </label>
        <label className="choice">
          <input type="radio" name="scope" checked={sections !== null} onChange={() => onChange(new Set())} />
          {text.exams.practice}
        </label>
      </div>
      {sections && (
        <fieldset className="field">
          <legend>{text.exams.sections}</legend>
          {exam.sections.map((section) => (
            <label key={section.code} className="choice">
              <input
                type="checkbox"
                checked={sections.has(section.code)}
                onChange={(event) => toggle(section.code, event.target.checked)}
              />
              {section.name}
            </label>
          ))}
        </fieldset>
      )}
    </fieldset>
  );
}

function ExtraTime({ percent, onChange }: { percent: number; onChange(percent: number): void }) {
  const { text } = useI18n();
  return (
    <div className="card">
      <label className="label" htmlFor="extra-time">
        {text.exams.extraTime}
      </label>
      <select
        className="select"
        id="extra-time"
        aria-describedby="extra-time-hint"
        value={percent}
        onChange={(event) => onChange(Number(event.target.value))}
      >
        {EXTRA_TIMES.map((one) => (
          <option key={one} value={one}>
            {one === 0 ? text.exams.extraTimeNone : `${one} %`}
          </option>
        ))}
      </select>
      <p className="soft small" id="extra-time-hint">
        {text.exams.extraTimeHint}
      </p>
    </div>
  );
}
