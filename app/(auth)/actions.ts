"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { db } from "#db/index.ts";
import { asking } from "#lib/auth/capabilities.ts";
import {
  confirmForm,
  emailForm,
  resetForm,
  signInForm,
  signUpForm,
} from "#lib/auth/credentials/credentials.ts";
import { askForReset as ask, askToSignUp } from "#lib/auth/mail-links/ask.ts";
import { resetByLink as replacePassword } from "#lib/auth/mail-links/reset-by-link.ts";
import { leave } from "#lib/auth/sessions/leave.ts";
import { signInWith } from "#lib/auth/sessions/sign-in-with.ts";
import { AppError } from "#lib/errors.ts";
import { openAction } from "#lib/http/action.ts";
import { callerAddress } from "#lib/http/caller.ts";
import { sendsMail } from "#lib/mail/sends-mail.ts";

const next = z.string().default("");

/** Signs in with email address and password. */
export const signInWithPassword = openAction(
  signInForm.extend({ next }),
  async ({ next: path, ...posted }) => await signInWith("credentials", posted, path),
);

/** Makes an account and signs in; where mail is sent, the account is made once its address is confirmed. */
export const createAccount = openAction(
  signUpForm.safeExtend({ next }),
  async ({ next: path, ...posted }) => {
    if (!sendsMail()) return await signInWith("sign-up", posted, path);
    await askToSignUp(db, posted, await callerAddress());
    return redirect("/sign-up?sent");
  },
);

/** Confirms an address by the link in a mail, and signs in. */
export const confirmByLink = openAction(
  confirmForm.extend({ next }),
  async ({ next: path, ...posted }) => await signInWith("confirm", posted, path),
);

/** Sends a link by which a forgotten password is replaced, if the address has an account. */
export const askForReset = openAction(
  emailForm.extend({ next }),
  async ({ email }): Promise<never> => {
    if (!sendsMail()) throw new AppError("unavailable", "No mail is sent from here.");
    await ask(db, email, await callerAddress());
    return redirect("/forgotten-password?sent");
  },
);

/** Replaces a forgotten password by the link in a mail. */
export const resetByLink = openAction(
  resetForm.extend({ next }),
  async ({ token, password }): Promise<never> => {
    await replacePassword(db, { token, password, address: await callerAddress() });
    return redirect("/sign-in?changed");
  },
);

/** Continues as a guest. */
export const tryWithoutAccount = openAction(
  z.object({ next }),
  async ({ next: path }) => await signInWith("guest", {}, path),
);

/** Ends this session, on the server as on this device. */
export async function signOutHere(): Promise<void> {
  await leave();
  redirect("/sign-in");
}
asking("open", signOutHere);
