import type { NextRequest } from "next/server";

import { handlers, ways } from "#lib/auth/sessions/next-auth.ts";
import { rateLimitIn } from "#lib/auth/sessions/refusal-code.ts";

export async function GET(request: NextRequest): Promise<Response> {
  return refused(request) ?? worded(await handlers.GET(request));
}

/** next-auth answers a refusal with a redirect. A caller over its limit must see 429 and how long to wait. */
export async function POST(request: NextRequest): Promise<Response> {
  const refusal = refused(request);
  if (refusal) return refusal;
  const response = await handlers.POST(request);
  const limited = rateLimitIn(response.headers.get("location"));
  if (!limited) return worded(response);
  const { code, message, retryAfterSeconds } = limited;
  const headers = { "Retry-After": String(retryAfterSeconds) };
  return Response.json({ code, message }, { status: 429, headers });
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
