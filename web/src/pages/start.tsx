import { Link } from "wouter";
import { Title } from "../components/layout";
import { useI18n } from "../i18n";

export function Start() {
  const { text } = useI18n();
  return (
    <div className="narrow stack wide">
      <div className="stack">
        <Title>{text.start.title}</Title>
        <p className="lead">{text.start.lead}</p>
      </div>
      <ul className="points">
        {text.start.points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <div className="row">
        <Link className="button primary" href="/sign-up">
          {text.account.signUp}
        </Link>
        <Link className="button" href="/sign-in">
          {text.account.signIn}
        </Link>
      </div>
      <p className="soft small">{text.start.disclaimer}</p>
    </div>
  );
}
