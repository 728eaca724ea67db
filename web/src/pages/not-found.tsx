import { Link } from "wouter";
import { Title } from "../components/layout";
import { useI18n } from "../i18n";

export function NotFound() {
  const { text } = useI18n();
  return (
    <div className="narrow stack">
      <Title>{text.errors.pageNotFound}</Title>
      <div>
        <Link className="button" href="/">
          {text.errors.home}
        </Link>
      </div>
    </div>
  );
}
