/** Where a person goes who asked for nothing else. */
export const homePath = "/home";

const here = "http://here.invalid";

/**
 * A path on this site to continue at after signing in: `wanted` when it is one, else home. Whatever a
 * browser would read as another site (`//host`, `/\host`, a scheme, control characters that it
 * strips) leads home, and so does what is no page.
 */
export function safeNextPath(wanted: unknown): string {
  if (typeof wanted !== "string" || !wanted.startsWith("/") || wanted.length > 2000)
    return homePath;
  if (!URL.canParse(wanted, here)) return homePath;
  const url = new URL(wanted, here);
  if (url.origin !== here || url.pathname.startsWith("//")) return homePath;
  if (/^\/(api|sign-in|sign-up)(\/|$)/.test(url.pathname)) return homePath;
  return `${url.pathname}${url.search}${url.hash}`;
}

/** The sign-in page that leads back to `path`. */
export function signInPath(path: string): string {
  const next = safeNextPath(path);
  return next === homePath ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`;
}
