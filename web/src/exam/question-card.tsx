import { isFlagged, type OptionKey, type Question, type Sheet } from "@exam-simulation/client";
import { RadioGroup } from "radix-ui";
import type { RefObject } from "react";
import { Back, Flag, Forward } from "../components/icons";
import { Text } from "../components/math";
import { useI18n } from "../i18n";
import { Figure } from "./figure";

interface QuestionCardProps {
  heading: RefObject<HTMLHeadingElement | null>;
  question: Question;
  number: number;
  count: number;
  sheet: Sheet;
  onAnswer(answer: OptionKey | null): void;
  onFlag(): void;
  onMove(step: -1 | 1): void;
}

export function QuestionCard({ heading, question, number, count, sheet, onAnswer, onFlag, onMove }: QuestionCardProps) {
  const { text } = useI18n();
  const answer = sheet.answers[question.id] ?? null;
  const isMarked = isFlagged(sheet, question.id);
  return (
    <article className="card question" aria-labelledby="question">
      <div className="row between">
        <h2 id="question" ref={heading} tabIndex={-1} className="soft small">
          {text.live.question(number, count)}
        </h2>
        <button type="button" className="button quiet" aria-pressed={isMarked} onClick={onFlag}>
          <Flag /> {text.live.flag}
        </button>
      </div>
      <div className="question-text" id="question-text">
        <Text>{question.text}</Text>
      </div>
      {question.image_url && <Figure url={question.image_url} alt={question.image_alt} />}
      <RadioGroup.Root
        className="options"
        orientation="vertical"
        aria-labelledby="question-text"
        value={answer ?? ""}
        onValueChange={(chosen) => onAnswer(chosen as OptionKey)}
      >
        {Object.entries(question.options).map(([key, option]) => (
          <RadioGroup.Item key={key} value={key} className="option">
            <span className="key">{key}</span>
            <Text inline>{option}</Text>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
      <div className="row between">
        <button type="button" className="button" disabled={number === 1} onClick={() => onMove(-1)}>
          <Back /> <span className="label-wide">{text.live.previous}</span>
        </button>
        <button type="button" className="button quiet" disabled={answer === null} onClick={() => onAnswer(null)}>
          {text.live.clear}
        </button>
        <button type="button" className="button" disabled={number === count} onClick={() => onMove(1)}>
          <span className="label-wide">{text.live.next}</span> <Forward />
        </button>
      </div>
    </article>
  );
}
