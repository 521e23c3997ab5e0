"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { signInForm, signUpForm } from "#lib/auth/credentials/credentials.ts";
import { signOut } from "#lib/auth/sessions/next-auth.ts";
import { signInWith } from "#lib/auth/sessions/sign-in-with.ts";
import { openAction } from "#lib/http/action.ts";

const next = z.string().default("");

/** Signs in with email address and password. */
export const signInWithPassword = openAction(
  signInForm.extend({ next }),
  async ({ next: path, ...posted }) => await signInWith("credentials", posted, path),
);

/** Creates an account and signs in. */
export const createAccount = openAction(
  signUpForm.safeExtend({ next }),
  async ({ next: path, ...posted }) => await signInWith("sign-up", posted, path),
);

/** Continues as a guest. */
export const tryWithoutAccount = openAction(
  z.object({ next }),
  async ({ next: path }) => await signInWith("guest", {}, path),
);

/** Ends this session on this device. */
export async function signOutHere(): Promise<void> {
  await signOut({ redirect: false });
  redirect("/sign-in");
}
