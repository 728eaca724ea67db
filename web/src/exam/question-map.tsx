import { isFlagged, type Question, type Sheet } from "@exam-simulation/client";
import { useI18n } from "../i18n";

interface QuestionMapProps {
  questions: readonly Question[];
  sheet: Sheet;
  place: number;
  onChoose(place: number): void;
}

/** All questions of the section: which are answered, blank, flagged. */
export function QuestionMap({ questions, sheet, place, onChoose }: QuestionMapProps) {
  const { text } = useI18n();
  return (
    <ol className="map">
      {questions.map((question, index) => {
        const isAnswered = sheet.answers[question.id] !== undefined;
        const isMarked = isFlagged(sheet, question.id);
        const states = [isAnswered ? text.live.mapState.answered : text.live.mapState.blank];
        if (isMarked) states.push(text.live.mapState.flagged);
        return (
          <li key={question.id}>
            <button
              type="button"
              className={`map-cell${isAnswered ? " answered" : ""}${isMarked ? " flagged" : ""}`}
              aria-current={index === place}
              aria-label={`${text.live.question(index + 1, questions.length)}: ${states.join(", ")}`}
              onClick={() => onChoose(index)}
            >
              {index + 1}
            </button>
          </li>
        );
      })}
    </ol>
  );
}
