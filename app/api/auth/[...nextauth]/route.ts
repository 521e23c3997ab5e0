import type { NextRequest } from "next/server";

import { handlers, ways } from "#lib/auth/sessions/next-auth.ts";
import { rateLimitIn } from "#lib/auth/sessions/refusal-code.ts";
import { getViewer } from "#lib/auth/sessions/viewer.ts";
import { openRoute } from "#lib/http/route.ts";

/**
 * next-auth's own address for sessions knows the cookie only: one that has ended is nobody's, and is not sealed anew.
 */
async function isNobodysSession(request: Request): Promise<boolean> {
  return new URL(request.url).pathname === "/api/auth/session" && !(await getViewer());
}

function nobody(): Response {
  return Response.json(null, { headers: { "Cache-Control": "private, no-store" } });
}

export const GET = openRoute(async (request: Request): Promise<Response> => {
  const refusal = refused(asNext(request));
  if (refusal) return refusal;
  return (await isNobodysSession(request)) ? nobody() : worded(await handlers.GET(asNext(request)));
});

/** next-auth answers a refusal with a redirect. A caller over its limit must see 429 and how long to wait. */
export const POST = openRoute(async (request: Request): Promise<Response> => {
  const refusal = refused(asNext(request));
  if (refusal) return refusal;
  if (await isNobodysSession(request)) return nobody();
  const response = await handlers.POST(asNext(request));
  const limited = rateLimitIn(response.headers.get("location"));
  if (!limited) return worded(response);
  const { code, message, retryAfterSeconds } = limited;
  const headers = { "Retry-After": String(retryAfterSeconds) };
  return Response.json({ code, message }, { status: 429, headers });
});

/** Next gives its handlers nothing else. */
function asNext(request: Request): NextRequest {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- a handler of Next gets a request of Next
  return request as NextRequest;
}

/** A way in that there is not: next-auth takes it for a failure of its own. */
function refused({ nextUrl }: NextRequest): Response | null {
  const [, way] = /\/(?:callback|signin)\/([^/]+)/u.exec(nextUrl.pathname) ?? [];
  if (way === undefined || ways.some((known) => known === way)) return null;
  return Response.json({ code: "not_found", message: "There is no such way in." }, { status: 404 });
}

/** next-auth says no more than "Bad request." of what it cannot read, and leads to a page when something failed. */
function worded(response: Response): Response {
  if (response.headers.get("location")?.includes("error=Configuration")) {
    const message = "Signing in does not work right now. Try again in a moment.";
    return Response.json({ code: "unavailable", message }, { status: 503 });
  }
  if (response.status !== 400) return response;
  const problem = { code: "invalid", message: "This request cannot be read. Sign in at /sign-in." };
  return Response.json(problem, { status: 400 });
}
