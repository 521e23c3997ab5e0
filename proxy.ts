import { type NextRequest, NextResponse } from "next/server";

import { renewedToken, sessionCookies } from "#lib/auth/sessions/session-token.ts";
import { env } from "#lib/env.ts";

/**
 * Gives every page a policy under which only its own scripts run (docs/decisions/content-security-policy.md), and
 * renews a session in use (docs/decisions/sessions.md): pages themselves cannot set cookies.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const response = withPolicy(request);
  if (request.method === "GET") await renewSession(request, response);
  return response;
}

async function renewSession(request: NextRequest, response: NextResponse): Promise<void> {
  const secret = env().AUTH_SECRET;
  const cookie = sessionCookies.find((name) => request.cookies.has(name));
  if (secret === undefined || cookie === undefined) return;
  const token = request.cookies.get(cookie)?.value ?? "";
  const renewed = await renewedToken(token, { cookie, secret, now: new Date() });
  if (!renewed) return;
  const secure = cookie.startsWith("__Host-");
  const { value, maxAge } = renewed;
  response.cookies.set(cookie, value, {
    maxAge,
    path: "/",
    httpOnly: true,
    sameSite: "lax",
    secure,
  });
}

function withPolicy(request: NextRequest): NextResponse {
  const nonce = btoa(crypto.randomUUID());
  const policy = contentSecurityPolicy(nonce);
  const headers = new Headers(request.headers);
  headers.set("Content-Security-Policy", policy); // Next reads the nonce for its scripts here
  const response = NextResponse.next({ request: { headers } });
  response.headers.set("Content-Security-Policy", policy);
  return response;
}

function contentSecurityPolicy(nonce: string): string {
  const development = process.env.NODE_ENV === "development";
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ""}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    `connect-src 'self'${development ? " ws:" : ""}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}

export const config = {
  matcher: [{ source: "/((?!_next/static|_next/image|api/|icon.svg).*)" }],
};
