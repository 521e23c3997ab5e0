import type { NextRequest } from "next/server";

import { handlers } from "#lib/auth/sessions/next-auth.ts";
import { rateLimitIn } from "#lib/auth/sessions/refusal-code.ts";
import { getViewer } from "#lib/auth/sessions/viewer.ts";
import { openRoute } from "#lib/http/route.ts";

/** next-auth's own address for sessions knows the cookie only: one that has ended is nobody's, and is not sealed anew. */
async function isNobodysSession(request: Request): Promise<boolean> {
  return new URL(request.url).pathname === "/api/auth/session" && !(await getViewer());
}

function nobody(): Response {
  return Response.json(null, { headers: { "Cache-Control": "private, no-store" } });
}

export const GET = openRoute(async (request: Request): Promise<Response> => {
  return (await isNobodysSession(request)) ? nobody() : await handlers.GET(asNext(request));
});

/** next-auth answers a refusal with a redirect; a caller over its limit must see 429 and how long to wait. */
export const POST = openRoute(async (request: Request): Promise<Response> => {
  if (await isNobodysSession(request)) return nobody();
  const response = await handlers.POST(asNext(request));
  const limited = rateLimitIn(response.headers.get("location"));
  if (!limited) return response;
  const { code, message, retryAfterSeconds } = limited;
  const headers = { "Retry-After": String(retryAfterSeconds) };
  return Response.json({ code, message }, { status: 429, headers });
});

/** Next gives its handlers nothing else. */
function asNext(request: Request): NextRequest {
  // eslint-disable-next-line typescript/no-unsafe-type-assertion -- a handler of Next gets a request of Next
  return request as NextRequest;
}
