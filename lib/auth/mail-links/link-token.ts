import { createHash, randomBytes } from "node:crypto";

import { appUrl } from "#lib/env.ts";

/** What a link carries, 256 random bits, and the hash of it to keep. */
export function makeLinkToken(): { token: string; hash: string } {
  const token = randomBytes(32).toString("base64url");
  return { token, hash: hashLinkToken(token) };
}

export function hashLinkToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** A link to a page of this installation, by its configured address and never by what a request says of itself. */
export function linkTo(path: string, token?: string): string {
  return `${appUrl()}${path}${token === undefined ? "" : `?token=${token}`}`;
}
