import type { IncomingHttpHeaders } from "node:http";

/**
 * Puts the address of the connection in the header that attempts are counted by. Without a proxy in front that writes
 * it, callers could make it up.
 */
export function setForwardedFor(headers: IncomingHttpHeaders, address: string | undefined): void {
  if (address === undefined) delete headers["x-forwarded-for"];
  else headers["x-forwarded-for"] = address;
}
