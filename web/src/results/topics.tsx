import { useI18n } from "../i18n";

interface Tally {
  subject: string;
  topic: string;
  correct: number;
  total: number;
  percentage: number;
}

/** Topics with the part that was right, the weakest first. */
export function Topics({ topics }: { topics: readonly Tally[] }) {
  const { text } = useI18n();
  return (
    <ul className="topics">
      {topics.map(({ subject, topic, correct, total, percentage }) => (
        <li key={`${subject}/${topic}`}>
          <span>
            {topic} <span className="soft small">{text.subjects[subject] ?? subject}</span>
          </span>
          <progress className="bar" max={100} value={percentage} aria-label={topic} />
          <span className="soft small">{text.common.of(correct, total)}</span>
        </li>
      ))}
    </ul>
  );
}
