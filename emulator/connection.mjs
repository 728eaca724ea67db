// The connection to Postgres, mended where the embedded server differs from what is deployed.
import { PostgresConnection } from "@supabase/lite/postgres";
import { sql } from "kysely";

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

  /** A broken check and a plain `raise` are the caller's fault, 400; the embedded server calls them its own, 500. */
  normalizeDbError(error) {
    const { code, message, detail = null, hint = null } = error?.cause ?? error ?? {};
    if (!["23514", "23P01", "P0001"].includes(code)) return super.normalizeDbError(error);
    // The form in which SQL itself can choose an answer of PostgREST's.
    const answer = { code, message, details: detail, hint };
    return { code: "PGRST", message: JSON.stringify(answer), detail: JSON.stringify({ status: 400, headers: {} }) };
  }
}
