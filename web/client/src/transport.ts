/** How requests are sent: with the student's token, refreshed once, and again after a 503. */

export interface Credentials {
  /** The student's access token; null where nobody is signed in. */
  accessToken(): Promise<string | null>;
  /** A new access token, after the old one has expired; null where that fails. */
  refresh(): Promise<string | null>;
}

export type Fetch = (request: Request) => Promise<Response>;
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

/** A longer wait is the caller's to decide. */
const LONGEST_WAIT_SECONDS = 10;
const REPEATS = 2;

/**
 * Make a `fetch` that adds the token. After 401 `token_expired` it refreshes and sends again, once. After a 429 or 503
 * it waits as `Retry-After` says, at most ten seconds, and sends again, at most twice: the API says that every request
 * may be repeated.
 */
export function authorized(credentials: Credentials, fetch: Fetch, sleep: Sleep): Fetch {
  return async (request) => {
    let token = await credentials.accessToken();
    let refreshed = false;
    for (let repeats = 0; ; ) {
      const response = await fetch(withToken(request, token));
      if (!refreshed && (await isExpired(response))) {
        refreshed = true;
        token = await credentials.refresh();
        if (token !== null) continue;
      }
      const wait = retryAfter(response);
      if (wait === undefined || wait > LONGEST_WAIT_SECONDS || repeats === REPEATS) return response;
      repeats += 1;
      await sleep(1000 * wait, request.signal);
    }
  };
}

/** The seconds after which a refused request may be sent again; undefined where the response does not say so. */
export function retryAfter(response: Response): number | undefined {
  const said = response.headers.get("Retry-After");
  return said !== null && /^\d{1,5}$/.test(said) ? Number(said) : undefined;
}

export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });
}

function withToken(request: Request, token: string | null): Request {
  const sent = request.clone();
  if (token !== null) sent.headers.set("Authorization", `Bearer ${token}`);
  return sent;
}

async function isExpired(response: Response): Promise<boolean> {
  if (response.status !== 401) return false;
  const problem = await response
    .clone()
    .json()
    .catch(() => null);
  return problem?.code === "token_expired";
}
