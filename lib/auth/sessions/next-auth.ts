import "server-only";
import NextAuth, { CredentialsSignin, type NextAuthConfig } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { headers } from "next/headers";
import { z } from "zod";

import { db } from "#db/index.ts";
import { getSessionUser, type SignInView } from "#db/queries/people/users.ts";
import { clientAddress } from "#lib/auth/client-address.ts";
import { signInForm, signUpForm } from "#lib/auth/credentials/credentials.ts";
import { signIn as checkPassword } from "#lib/auth/credentials/sign-in.ts";
import { signUp } from "#lib/auth/credentials/sign-up.ts";
import { tryAsGuest } from "#lib/auth/credentials/try-as-guest.ts";
import { storageProblem } from "#lib/engine/value/storable.ts";
import { env } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";
import { log } from "#lib/log.ts";

import { logFailedSignIn } from "./failed-sign-in.ts";
import { refusalCode } from "./refusal-code.ts";
import { sessionSeconds } from "./session-token.ts";

declare module "next-auth" {
  interface User {
    sessionVersion: number;
  }
  interface Session {
    userId: string;
    sessionVersion: number;
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
export const ways = ["credentials", "sign-up", "guest"] as const;

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

/** Created on first use, so that a build needs neither a secret nor a database. */
const config = (): NextAuthConfig => ({
  secret: sealingKey(),
  trustHost: true, // no link or redirect is built from the host; next-auth refuses to start without
  session: { strategy: "jwt", maxAge: sessionSeconds },
  pages: { signIn: "/sign-in", error: "/sign-in" },
  providers: [
    way("credentials", signInForm, (posted, from) => checkPassword(db, { ...posted, ...from })),
    way("sign-up", signUpForm, (posted, from) => signUp(db, { ...posted, ...from })),
    way("guest", z.unknown(), (_posted, { address }) => tryAsGuest(db, address)),
  ],
  callbacks: {
    jwt: ({ token, user }) =>
      user
        ? {
            sub: String(user.id),
            sessionVersion: user.sessionVersion,
            signedIn: Math.floor(Date.now() / 1000),
          }
        : token,
    session: ({ session, token }) => ({
      expires: session.expires,
      userId: String(token.sub),
      sessionVersion: Number(token["sessionVersion"]),
    }),
  },
  logger: {
    error: logFailedSignIn,
    warn: (code) => log.warn("sign-in warning", { code }),
    debug: () => {}, // would print what was posted, passwords included
  },
});

export const { handlers, auth, signIn, signOut } = NextAuth(config);
