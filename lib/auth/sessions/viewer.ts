import "server-only";
import { notFound, redirect } from "next/navigation";
import { connection } from "next/server";
import { cache } from "react";

import { db } from "#db/index.ts";
import { getSessionUser, type UserView } from "#db/queries/people/users.ts";
import type { Role } from "#db/schema/auth.ts";
import { type Capability, may } from "#lib/auth/capabilities.ts";
import { AppError } from "#lib/errors.ts";

import { auth } from "./next-auth.ts";
import { signInPath } from "./next-path.ts";

/** The person who looks at a page: an account, or a guest who tries things out. */
export type Viewer = {
  id: string;
  name: string;
  email: string | null;
  role: Role;
  guest: boolean;
};

/** A user as a viewer. */
export function asViewer({ id, name, email, role }: UserView): Viewer {
  return { id, name, email, role, guest: email === null };
}

/**
 * The viewer of the current request by their session cookie, checked against the database, so that
 * a session ended elsewhere is over at once. Read once per page.
 */
export const getViewer = cache(async (): Promise<Viewer | null> => {
  await connection();
  const session = await auth();
  const user = session && (await getSessionUser(db, session));
  return user ? asViewer(user) : null;
});

/** The viewer, for actions. Without one it throws `unauthenticated`. */
export async function requireViewer(): Promise<Viewer> {
  const viewer = await getViewer();
  if (viewer) return viewer;
  const sentence = "You were signed out. Sign in to continue; your draft is kept.";
  throw new AppError("unauthenticated", sentence);
}

/** The viewer, for the page at `path`. Without one it leads to sign-in and back. */
export async function viewerAt(path: string): Promise<Viewer> {
  return (await getViewer()) ?? redirect(signInPath(path));
}

/** The viewer, who may do this. To everybody else the page does not exist. */
export async function viewerWho(capability: Capability): Promise<Viewer> {
  const viewer = await getViewer();
  if (!viewer || !may(viewer, capability)) notFound();
  return viewer;
}
