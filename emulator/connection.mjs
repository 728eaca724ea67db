// The connection to Postgres, fixed where the embedded server differs from what is deployed.
import { PostgresConnection } from "@supabase/lite/postgres";
import { sql } from "kysely";

// A broken check or exclusion, and a plain `raise`.
const CALLERS_FAULT = /^(23514|23P01|P0001)$/;
// Told by the system, by the driver, and by Postgres that is stopping, starting or full.
const DATABASE_AWAY = /^(E[A-Z]+|CONNECT\w+|08...|53...|57P0[123])$/;
const RETRYING = "Database client error. Retrying the connection.";

export class EmulatedConnection extends PostgresConnection {
  #requestHeaders;
  #grantEverything;
  #rlsContext;

  /**
   * @param config what PostgresConnection takes, and
   *   requestHeaders: an AsyncLocalStorage that holds the headers of the request being served;
   *   grantEverything: whether anon and authenticated are granted all on every table, as older projects do.
   */
  constructor({ requestHeaders, grantEverything, ...config }) {
    super(config);
    this.#requestHeaders = requestHeaders;
    this.#grantEverything = grantEverything;
  }

  /** Always true: every request runs in a transaction, as the caller's role. The grants are made once, or never. */
  ensureRlsContext() {
    this.#rlsContext ??= this.#grantEverything ? super.ensureRlsContext().then(() => true) : Promise.resolve(true);
    return this.#rlsContext;
  }

  /** PostgREST gives SQL the headers of every request; the embedded server gives them to /rpc alone. */
  withContext(vars, run, options) {
    const headers = JSON.stringify(this.#requestHeaders.getStore() ?? {});
    return super.withContext(
      vars,
      async (db) => {
        await sql`select set_config('request.headers', ${headers}, true)`.execute(db);
        return run(db);
      },
      options,
    );
  }

  /** Answers as PostgREST does where the embedded server takes the fault for its own, 500. */
  normalizeDbError(error) {
    const { code, message, detail: details = null, hint = null } = error?.cause ?? error ?? {};
    if (CALLERS_FAULT.test(code)) return answer(400, { code, message, details, hint });
    if (DATABASE_AWAY.test(code)) return answer(503, { code: "PGRST001", message: RETRYING, details: null, hint: null });
    return super.normalizeDbError(error);
  }
}

/** The form in which SQL itself can choose an answer of PostgREST's. */
function answer(status, body) {
  return { code: "PGRST", message: JSON.stringify(body), detail: JSON.stringify({ status, headers: {} }) };
}
