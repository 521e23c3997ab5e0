import { RateLimited } from "#lib/auth/limits.ts";
import type { AppError } from "#lib/errors.ts";

/** How a refusal travels in the address that next-auth redirects to. */
export function refusalCode(reason: AppError): string {
  return reason instanceof RateLimited ? `${reason.code}:${reason.retryAfterSeconds}` : reason.code;
}

/** The rate limit that next-auth's redirect contains, if it does. */
export function rateLimitIn(location: string | null): RateLimited | null {
  if (location === null || !URL.canParse(location)) return null;
  const [code, seconds] = new URL(location).searchParams.get("code")?.split(":") ?? [];
  return code === "rate_limited" ? new RateLimited(Number(seconds)) : null;
}
