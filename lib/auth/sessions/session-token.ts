import { decode, encode, type JWTEncodeParams } from "next-auth/jwt";

const day = 24 * 60 * 60;

/** A session ends this long after its last use. */
export const sessionSeconds = 30 * day;

/** However much it is used, a session ends this long after its sign-in. */
const longestSessionSeconds = 180 * day;

/** A token younger than this is not renewed: most requests set no cookie. */
const renewalSeconds = day;

/**
 * The cookies a session may stand in. Over https the name says so, which keeps it from ever being sent otherwise, and
 * from being set by a neighbouring subdomain.
 */
export const sessionCookies = ["__Host-authjs.session-token", "authjs.session-token"] as const;

/** What a session's token holds, as far as it can be trusted to. */
type Token = Readonly<Record<string, unknown>>;

/** When a session began, in epoch seconds. A token that does not say has never been renewed. */
function signedInAt(token: Token): number {
  const at = token["signedIn"] ?? token["iat"];
  return typeof at === "number" ? at : 0;
}

/** Whether the sign-in is too long ago for a session to count, however much it was used since. */
export function isOver(token: Token, now: Date): boolean {
  return now.getTime() / 1000 >= signedInAt(token) + longestSessionSeconds;
}

/** What tells one session of a person from another. Earlier tokens have no id: their sign-in stands for it. */
export function sessionIdOf(token: Token): string {
  const id = token["sid"];
  return typeof id === "string" ? id : `${String(token["sub"])}.${signedInAt(token)}`;
}

/** The same token, with what it would lose by being sealed anew: when the session began. */
export function kept<T extends Token>(token: T): T & { signedIn: number } {
  return { ...token, signedIn: signedInAt(token) };
}

/** Until when a session could be used again if its cookie were shown once more. */
export function lastUse(now: Date): Date {
  return new Date(now.getTime() + longestSessionSeconds * 1000);
}

/** Seals a token for as long as its session may last at most: the 180 days hold whoever seals it. */
export async function sealed(params: JWTEncodeParams): Promise<string> {
  const { maxAge = sessionSeconds, token } = params;
  const { signedIn } = token ?? {};
  if (typeof signedIn !== "number") return await encode(params);
  const left = signedIn + longestSessionSeconds - Math.floor(Date.now() / 1000);
  return await encode({ ...params, maxAge: Math.max(0, Math.min(maxAge, left)) });
}

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
  const signedIn = signedInAt(known);
  const maxAge = Math.min(sessionSeconds, signedIn + longestSessionSeconds - seconds);
  const lastsNow = (known.exp ?? 0) - seconds;
  if (seconds - known.iat < renewalSeconds || maxAge <= lastsNow) return null;
  const { sub, sessionVersion, sid } = known;
  const renewed = { sub, sessionVersion, signedIn, ...(sid !== undefined && { sid }) };
  return { value: await encode({ token: renewed, secret, salt: cookie, maxAge }), maxAge };
}
