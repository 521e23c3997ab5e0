import { createHash, randomBytes } from "node:crypto";

const shape = /^iby_[\w-]{43}$/;

/** A new API token, to be shown once, and the hash to keep. 256 random bits need no slow hash. */
export function makeApiToken(): { token: string; hash: string } {
  const token = `iby_${randomBytes(32).toString("base64url")}`;
  return { token, hash: hashApiToken(token) };
}

/** The stored form of a token. */
export function hashApiToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** The token of an `Authorization` header: `undefined` without one, `null` when it is not one of ours. */
export function readBearer(header: string | null): string | null | undefined {
  if (header === null) return undefined;
  const [scheme, token, ...rest] = header.trim().split(/\s+/);
  if (scheme?.toLowerCase() !== "bearer" || !token || rest.length > 0) return null;
  return shape.test(token) ? token : null;
}
