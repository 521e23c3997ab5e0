import { randomUUID } from "node:crypto";

import type { BrowserContext } from "@playwright/test";
import { encode } from "next-auth/jwt";

import type { Database } from "#db/client.ts";
import { db } from "#db/index.ts";
import { createAccount } from "#db/queries/people/users.ts";
import type { Role } from "#db/schema/auth.ts";
import { issueToken } from "#lib/auth/tokens/issue-token.ts";
import { env } from "#lib/env.ts";

const cookieName = "authjs.session-token";

/** Somebody with an account, for browser tests. */
export type Person = { id: string; email: string; sessionVersion: number; database: Database };

/** A new person, in the database that the browser tests' server uses or in that of a server of one's own. */
export async function newPerson(role: Role = "user", database: Database = db): Promise<Person> {
  const email = `${role}-${randomUUID()}@example.com`;
  const account = await createAccount(database, { email, name: "Ann", passwordHash: null, role });
  return { id: account.id, email, sessionVersion: account.sessionVersion, database };
}

/** Signs the browser in as this person, without a page: signing in has tests of its own. */
export async function signInAs(context: BrowserContext, person: Person): Promise<void> {
  const secret = env().AUTH_SECRET ?? "";
  const token = { sub: person.id, sessionVersion: person.sessionVersion };
  const value = await encode({ token, secret, salt: cookieName });
  const { HOST } = env();
  await context.addCookies([
    { name: cookieName, value, domain: HOST, path: "/", httpOnly: true, sameSite: "Lax" },
  ]);
}

/** A new person whose browser this is. */
export async function signedIn(context: BrowserContext, role: Role = "user"): Promise<Person> {
  const person = await newPerson(role);
  await signInAs(context, person);
  return person;
}

/** A header that signs API requests of this person. */
export async function bearerOf(person: Person): Promise<{ authorization: string }> {
  return { authorization: `Bearer ${await issueToken(person.database, { email: person.email })}` };
}
