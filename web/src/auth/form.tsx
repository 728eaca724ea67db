import { type FormEvent, type ReactNode, useState } from "react";
import { useI18n } from "../i18n";
import type { AuthMessage } from "./client";

interface AuthFormProps {
  submit: string;
  /** The password is a new one, which a password manager may propose. */
  isNew?: boolean;
  onSubmit(email: string, password: string): Promise<AuthMessage | null>;
  children?: ReactNode;
}

/** E-mail and password, and what Supabase Auth says of them. */
export function AuthForm({ submit, isNew = false, onSubmit, children }: AuthFormProps) {
  const { text } = useI18n();
  const [message, setMessage] = useState<AuthMessage | null>(null);
  const [isSending, setSending] = useState(false);

  async function send(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setSending(true);
    setMessage(null);
    setMessage(await onSubmit(String(form.get("email")).trim(), String(form.get("password"))));
    setSending(false);
  }

  return (
    <form className="card" onSubmit={send} aria-describedby={message ? "auth-error" : undefined}>
      <div className="field">
        <label htmlFor="email">{text.auth.email}</label>
        <input className="input" id="email" name="email" type="email" autoComplete="email" required />
      </div>
      <div className="field">
        <label htmlFor="password">{text.auth.password}</label>
        <input
          className="input"
          id="password"
          name="password"
          type="password"
          minLength={isNew ? 6 : undefined}
          autoComplete={isNew ? "new-password" : "current-password"}
          aria-describedby={isNew ? "password-hint" : undefined}
          required
        />
        {isNew && (
          <p className="soft small" id="password-hint">
            {text.auth.passwordHint}
          </p>
        )}
      </div>
      {message && (
        <p className="alert" role="alert" id="auth-error">
          {text.auth.errors[message]}
        </p>
      )}
      <button type="submit" className="button primary" disabled={isSending}>
        {isSending ? text.auth.sending : submit}
      </button>
      {children}
    </form>
  );
}
