// What stands before the embedded server: what a real project would refuse, or allow.

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

/**
 * Gives the answer to a preflight, or undefined.
 *
 * The embedded server forgets headers that Supabase's own client sends; a real project lets pages send any.
 */
export function preflight(request) {
  if (request.method !== "OPTIONS" || !request.headers.has("access-control-request-method")) return undefined;
  const headers = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": request.headers.get("access-control-request-headers") ?? "",
    "Access-Control-Max-Age": "3600",
  };
  return new Response(null, { status: 204, headers });
}

/** Lets pages of all origins read a response, as a real project does: the embedded server forgets some of Auth's. */
export function readable(response) {
  if (!response.headers.has("access-control-allow-origin")) response.headers.set("Access-Control-Allow-Origin", "*");
  return response;
}
