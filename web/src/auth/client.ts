import { AuthClient, type AuthError, isAuthRetryableFetchError } from "@supabase/auth-js";
import type { Config } from "../config";
import type { Messages } from "../i18n/it";

export type AuthMessage = keyof Messages["auth"]["errors"];

export type Client = InstanceType<typeof AuthClient>;

export function createAuthClient(config: Config): Client {
  return new AuthClient({
    url: `${config.supabaseUrl}/auth/v1`,
    headers: { apikey: config.supabasePublishableKey },
    storageKey: "exam-simulation.auth",
    autoRefreshToken: true,
    persistSession: true,
    detectSessionInUrl: false,
  });
}

const KNOWN: Record<string, AuthMessage> = {
  invalid_credentials: "invalid_credentials",
  email_not_confirmed: "email_not_confirmed",
  user_already_exists: "user_already_exists",
  email_exists: "user_already_exists",
  weak_password: "weak_password",
  email_address_invalid: "email_address_invalid",
  validation_failed: "email_address_invalid",
  signup_disabled: "signup_disabled",
  over_request_rate_limit: "over_request_rate_limit",
  over_email_send_rate_limit: "over_request_rate_limit",
};

/** Which text of the page says what Supabase Auth has refused. */
export function messageOf(error: AuthError): AuthMessage {
  if (isAuthRetryableFetchError(error)) return "network";
  return KNOWN[error.code ?? ""] ?? (error.status === 429 ? "over_request_rate_limit" : "other");
}
