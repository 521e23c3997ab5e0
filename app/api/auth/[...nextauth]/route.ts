import type { NextRequest } from "next/server";

import { handlers } from "#lib/auth/sessions/next-auth.ts";
import { rateLimitIn } from "#lib/auth/sessions/refusal-code.ts";

export const GET = handlers.GET;

/** next-auth answers a refusal with a redirect. A caller over its limit must see 429 and how long to wait. */
export async function POST(request: NextRequest): Promise<Response> {
  const response = await handlers.POST(request);
  const limited = rateLimitIn(response.headers.get("location"));
  if (!limited) return response;
  const { code, message, retryAfterSeconds } = limited;
  const headers = { "Retry-After": String(retryAfterSeconds) };
  return Response.json({ code, message }, { status: 429, headers });
}
