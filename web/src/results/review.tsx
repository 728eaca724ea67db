import type { ReviewedQuestion } from "@exam-simulation/client";
import { Text } from "../components/math";
import { Figure } from "../exam/figure";
import { useI18n } from "../i18n";

/** A question with the student's answer, the right one, and why. */
export function Review({ question }: { question: ReviewedQuestion }) {
  const { text } = useI18n();
  return (
    <article className="card">
      <div className="row">
        <Verdict question={question} />
        {question.flagged && <span className="badge">{text.results.flagged}</span>}
      </div>
      {question.passage && (
        <details>
          <summary>{text.live.passage}</summary>
          <Text>{question.passage}</Text>
        </details>
      )}
      <div className="question-text">
        <Text>{question.text}</Text>
      </div>
      {question.image_url && <Figure url={question.image_url} alt={question.image_alt} />}
      <ul className="options plain">
        {Object.entries(question.options).map(([key, option]) => (
          <Option key={key} name={key} text={option} question={question} />
        ))}
      </ul>
      {question.option_feedback && <Text>{question.option_feedback}</Text>}
      {question.explanation && (
        <div className="why">
          <p className="label">{text.results.why}</p>
          <Text>{question.explanation}</Text>
        </div>
      )}
    </article>
  );
}

function Verdict({ question }: { question: ReviewedQuestion }) {
  const { text } = useI18n();
  if (question.answer === null) return <span className="badge">{text.results.verdicts.blank}</span>;
  return question.is_correct ? (
    <span className="badge good">{text.results.verdicts.right}</span>
  ) : (
    <span className="badge bad">{text.results.verdicts.wrong}</span>
  );
}

function Option({ name, text: option, question }: { name: string; text: string; question: ReviewedQuestion }) {
  const { text } = useI18n();
  const isRight = name === question.correct_answer;
  const isChosen = name === question.answer;
  const marks = [...(isChosen ? [text.results.yours] : []), ...(isRight ? [text.results.right] : [])];
  return (
    <li className={`option static${isRight ? " right" : isChosen ? " wrong" : ""}`}>
      <span className="key">{name}</span>
      <Text inline>{option}</Text>
      {marks.length > 0 && <span className="mark">{marks.join(" · ")}</span>}
    </li>
  );
}
