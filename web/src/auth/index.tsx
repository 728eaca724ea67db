import { type Api, clearDrafts, createApi } from "@exam-simulation/client";
import type { Session } from "@supabase/auth-js";
import { useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import type { Config } from "../config";
import { type AuthMessage, type Client, createAuthClient, messageOf } from "./client";

interface Auth {
  /** The student's id in Supabase Auth; null where nobody is signed in; undefined until that is known. */
  student: string | null | undefined;
  api: Api;
  signIn(email: string, password: string): Promise<AuthMessage | null>;
  /** Gives `"confirm"` where the address must be confirmed by e-mail first. */
  signUp(email: string, password: string): Promise<AuthMessage | "confirm" | null>;
  signOut(): Promise<void>;
}

const Context = createContext<Auth | null>(null);

export function AuthProvider({ config, children }: { config: Config; children: ReactNode }) {
  const queries = useQueryClient();
  const client = useMemo(() => createAuthClient(config), [config]);
  const [student, setStudent] = useState<string | null>();
  const api = useMemo(() => createApi({ functionsUrl: config.functionsUrl, ...credentials(client) }), [config, client]);

  useEffect(() => {
    const { data } = client.onAuthStateChange((event, session) => {
      setStudent(session?.user.id ?? null);
      if (event === "SIGNED_OUT") queries.clear();
    });
    return () => data.subscription.unsubscribe();
  }, [client, queries]);

  const value = useMemo<Auth>(
    () => ({
      student,
      api,
      signIn: async (email, password) => {
        const { error } = await client.signInWithPassword({ email, password });
        return error && messageOf(error);
      },
      signUp: async (email, password) => {
        const { data, error } = await client.signUp({ email, password });
        if (error) return messageOf(error);
        return data.session ? null : "confirm";
      },
      signOut: async () => {
        // Not where a token was refused: then the student signs in again, and what was not saved is saved.
        clearDrafts(localStorage);
        await client.signOut({ scope: "local" });
      },
    }),
    [student, api, client],
  );
  return <Context value={value}>{children}</Context>;
}

export function useAuth(): Auth {
  const value = useContext(Context);
  if (value === null) throw new Error("there is no AuthProvider");
  return value;
}

function credentials(client: Client) {
  const tokenOf = (session: Session | null) => session?.access_token ?? null;
  return {
    accessToken: async () => tokenOf((await client.getSession()).data.session),
    refresh: async () => tokenOf((await client.refreshSession()).data.session),
  };
}
