import { decode, encode } from "next-auth/jwt";

const day = 24 * 60 * 60;

/** A session ends this long after its last use. */
export const sessionSeconds = 30 * day;

/** However much it is used, a session ends this long after its sign-in. */
const longestSessionSeconds = 180 * day;

/** A token younger than this is not renewed: most requests set no cookie. */
const renewalSeconds = day;

/** The cookies a session may stand in: over https the name says so, which keeps it from ever being sent otherwise. */
export const sessionCookies = ["__Secure-authjs.session-token", "authjs.session-token"] as const;

type Renewed = { value: string; maxAge: number };

/**
 * A token for the same session that lasts longer. `null` where the given one is still fresh, forged or expired, or
 * where the sign-in is too long ago. Whether the session is still valid is checked where it is used.
 */
export async function renewedToken(
  token: string,
  { cookie, secret, now }: { cookie: string; secret: string; now: Date },
): Promise<Renewed | null> {
  // A token that cannot be read belongs to nobody, whatever is wrong with it.
  const known = await decode({ token, secret, salt: cookie }).catch(() => null);
  if (!known?.sub || known.iat === undefined) return null;
  const seconds = Math.floor(now.getTime() / 1000);
  const signedIn = typeof known["signedIn"] === "number" ? known["signedIn"] : known.iat;
  const maxAge = Math.min(sessionSeconds, signedIn + longestSessionSeconds - seconds);
  const lastsNow = (known.exp ?? 0) - seconds;
  if (seconds - known.iat < renewalSeconds || maxAge <= lastsNow) return null;
  const { sub, sessionVersion } = known;
  const renewed = { sub, sessionVersion, signedIn };
  return { value: await encode({ token: renewed, secret, salt: cookie, maxAge }), maxAge };
}
