/**
 * Whether a page of this site sent the request. Browsers say so themselves (`Sec-Fetch-Site`, which
 * no script can set); older ones name the origin, which must be the host they asked. A request that
 * says neither is not trusted: programs use API tokens.
 */
export function isSameOrigin(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = headers.get("origin");
  if (origin === null || !URL.canParse(origin)) return false;
  const host = headers.get("x-forwarded-host") ?? headers.get("host");
  return new URL(origin).host === host;
}
