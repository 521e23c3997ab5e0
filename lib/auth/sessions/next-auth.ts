import "server-only";
import NextAuth, { CredentialsSignin, type NextAuthConfig } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { headers } from "next/headers";
import { z } from "zod";

import { db } from "#db/index.ts";
import { getSessionUser, type SignInView } from "#db/queries/people/users.ts";
import { clientAddress } from "#lib/auth/client-address.ts";
import { confirmForm, signInForm, signUpForm } from "#lib/auth/credentials/credentials.ts";
import { signIn as checkPassword } from "#lib/auth/credentials/sign-in.ts";
import { signUp } from "#lib/auth/credentials/sign-up.ts";
import { tryAsGuest } from "#lib/auth/credentials/try-as-guest.ts";
import { askToSignUp } from "#lib/auth/mail-links/ask.ts";
import { confirmByLink } from "#lib/auth/mail-links/confirm-by-link.ts";
import { storageProblem } from "#lib/engine/value/storable.ts";
import { env, isHttps } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { sendsMail } from "#lib/mail/sends-mail.ts";

import { logFailedSignIn } from "./failed-sign-in.ts";
import { refusalCode } from "./refusal-code.ts";
import {
  isOver,
  kept,
  sealed,
  sessionCookies,
  sessionIdOf,
  sessionSeconds,
} from "./session-token.ts";
import { signedOut } from "./signed-out.ts";

declare module "next-auth" {
  interface User {
    sessionVersion: number;
  }
  interface Session {
    userId: string;
    sessionVersion: number;
    sessionId: string;
  }
}

/** A sign-in was refused. `reason` is what to tell the person. */
export class Refused extends CredentialsSignin {
  readonly reason: AppError;

  constructor(reason: AppError) {
    super(reason.message);
    this.reason = reason;
    this.code = refusalCode(reason);
  }
}

type From = { guestId: string | null; address: string };

/** The ways in, as addresses name them. */
export const ways = ["credentials", "sign-up", "confirm", "guest"] as const;

/** Builds one of the ways in. An expected refusal reaches the caller, anything else is a fault. */
function way<S extends z.ZodType>(
  id: (typeof ways)[number],
  schema: S,
  enter: (posted: z.output<S>, from: From) => Promise<SignInView>,
) {
  return Credentials({
    id,
    authorize: async (posted) => {
      const parsed = schema.safeParse(posted);
      if (!parsed.success || storageProblem(parsed.data ?? null) !== null)
        throw new Refused(new AppError("invalid", "There is a problem"));
      try {
        const from = { guestId: await currentGuest(), address: clientAddress(await headers()) };
        const { id: userId, sessionVersion } = await enter(parsed.data, from);
        return { id: userId, sessionVersion };
      } catch (error) {
        throw error instanceof AppError ? new Refused(error) : error;
      }
    },
  });
}

/** The guest who is asking, by their own sealed session. A posted id would let anybody take over a guest. */
async function currentGuest(): Promise<string | null> {
  const session = await auth();
  const user = session && (await getSessionUser(db, session));
  return user && user.email === null ? user.id : null;
}

function sealingKey(): string {
  const secret = env().AUTH_SECRET;
  if (secret) return secret;
  const sentence = "Nobody can sign in: AUTH_SECRET is not set. `npm start` sets it.";
  throw new AppError("unavailable", sentence);
}

/** Whether this request came by https: as the set address says, else as the server in front does. */
async function cameByHttps(): Promise<boolean> {
  return isHttps() ?? (await headers()).get("x-forwarded-proto")?.split(",")[0] === "https";
}

/** `__Host-`: sent over https only, and set by no other host, not even one of the same domain. */
function cookiesFor(https: boolean): NonNullable<NextAuthConfig["cookies"]> {
  const [secureName, plainName] = sessionCookies;
  const callbackUrl = "authjs.callback-url";
  return {
    sessionToken: { name: https ? secureName : plainName },
    callbackUrl: { name: https ? `__Host-${callbackUrl}` : callbackUrl },
  };
}

/** Made at each use, so that a build needs neither a secret nor a database. */
const config = async (): Promise<NextAuthConfig> => {
  const https = await cameByHttps();
  return {
    secret: sealingKey(),
    trustHost: true, // no link or redirect is built from the host; next-auth refuses to start without
    useSecureCookies: https,
    cookies: cookiesFor(https),
    session: { strategy: "jwt", maxAge: sessionSeconds },
    jwt: { encode: sealed },
    pages: { signIn: "/sign-in", error: "/sign-in" },
    providers,
    callbacks,
    events: {
      // its own sign-out address, which asks nothing of ours
      signOut: async (message) => {
        const token = "token" in message ? message.token : null;
        if (token?.sub) await signedOut(db, { ...token, sub: token.sub });
      },
    },
    logger: {
      error: logFailedSignIn,
      warn: (code) => log.warn("sign-in warning", { code }),
      debug: () => {}, // would print what was posted, passwords included
    },
  };
};

const providers = [
  way("credentials", signInForm, (posted, from) => checkPassword(db, { ...posted, ...from })),
  way("sign-up", signUpForm, async (posted, from) => {
    if (!sendsMail()) return await signUp(db, { ...posted, ...from });
    await askToSignUp(db, posted, from.address);
    throw new AppError("invalid", "Look in your mail.");
  }),
  way("confirm", confirmForm, (posted, from) => confirmByLink(db, { ...posted, ...from })),
  way("guest", z.unknown(), (_posted, { address }) => tryAsGuest(db, address)),
];

const callbacks: NonNullable<NextAuthConfig["callbacks"]> = {
  // whatever seals a token anew, next-auth's own address for sessions included, a session that is over stays over
  jwt: ({ token, user }) => {
    if (!user) return isOver(token, new Date()) ? null : kept(token);
    return {
      sub: String(user.id),
      sessionVersion: user.sessionVersion,
      signedIn: Math.floor(Date.now() / 1000),
      sid: crypto.randomUUID(),
    };
  },
  session: ({ session, token }) => ({
    expires: session.expires,
    userId: String(token.sub),
    sessionVersion: Number(token["sessionVersion"]),
    sessionId: sessionIdOf(token),
  }),
};

export const { handlers, auth, signIn, signOut } = NextAuth(config);
