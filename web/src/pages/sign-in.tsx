import { Link } from "wouter";
import { useAuth } from "../auth";
import { AuthForm } from "../auth/form";
import { Title } from "../components/layout";
import { useI18n } from "../i18n";

export function SignIn() {
  const { text } = useI18n();
  const { signIn } = useAuth();
  return (
    <div className="narrow stack">
      <Title>{text.auth.signInTitle}</Title>
      <AuthForm submit={text.account.signIn} onSubmit={signIn}>
        <p className="soft">
          {text.auth.noAccount} <Link href="/sign-up">{text.account.signUp}</Link>
        </p>
      </AuthForm>
    </div>
  );
}
