// What a real project would refuse before the embedded server sees it.

const SERVED = ["/auth/v1/", "/rest/v1/"];

/**
 * Gives the answer to a request that is not to be served, or undefined.
 *
 * The embedded server takes a token that is not three parts, such as one with `alg: none`, for no token at all;
 * PostgREST refuses it. And it shows its configuration under a path of its own.
 */
export function refusal(request) {
  const { pathname } = new URL(request.url);
  if (!SERVED.some((prefix) => pathname.startsWith(prefix))) {
    return Response.json({ message: "no Route matched with those values" }, { status: 404 });
  }
  const token = /^Bearer\s+(.*)$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  const parts = token?.split(".").filter(Boolean).length;
  // The client libraries send the API key as a token where there is no other.
  if (!pathname.startsWith("/rest/v1/") || !token || token.startsWith("sb_") || parts === 3) return undefined;
  const message = `Expected 3 parts in JWT; got ${parts}`;
  return Response.json({ code: "PGRST301", details: null, hint: null, message }, { status: 401 });
}
