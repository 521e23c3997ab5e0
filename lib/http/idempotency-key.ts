import { AppError } from "#lib/errors.ts";

/** The request's `Idempotency-Key`, if it has one. */
export function idempotencyKeyOf(request: Request): string | null {
  const key = request.headers.get("idempotency-key");
  if (key === null) return null;
  if (/^[\x21-\x7e]{1,255}$/u.test(key)) return key;
  throw new AppError("invalid", "An Idempotency-Key has 1 to 255 visible ASCII characters.");
}
