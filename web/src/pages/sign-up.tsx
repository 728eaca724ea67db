import { useState } from "react";
import { Link } from "wouter";
import { useAuth } from "../auth";
import { AuthForm } from "../auth/form";
import { Title } from "../components/layout";
import { useI18n } from "../i18n";

export function SignUp() {
  const { text } = useI18n();
  const { signUp } = useAuth();
  const [awaiting, setAwaiting] = useState<string | null>(null);

  async function send(email: string, password: string) {
    const result = await signUp(email, password);
    if (result !== "confirm") return result;
    setAwaiting(email);
    return null;
  }

  if (awaiting) return <Awaiting email={awaiting} />;
  return (
    <div className="narrow stack">
      <Title>{text.auth.signUpTitle}</Title>
      <AuthForm submit={text.account.signUp} isNew onSubmit={send}>
        <p className="soft">
          {text.auth.haveAccount} <Link href="/sign-in">{text.account.signIn}</Link>
        </p>
      </AuthForm>
    </div>
  );
}

function Awaiting({ email }: { email: string }) {
  const { text } = useI18n();
  return (
    <div className="narrow stack">
      <Title>{text.auth.confirmTitle}</Title>
      <p>{text.auth.confirmText(email)}</p>
      <div>
        <Link className="button primary" href="/sign-in">
          {text.account.signIn}
        </Link>
      </div>
    </div>
  );
}
