"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";

import { db } from "#db/index.ts";
import { deleteApiToken } from "#db/queries/people/api-tokens.ts";
import { endSessions } from "#db/queries/people/users.ts";
import { tokenScopes } from "#db/schema/auth.ts";
import { transaction } from "#db/transaction.ts";
import { record } from "#lib/audit/record.ts";
import { becomeFirstAdmin } from "#lib/auth/accounts/first-admin.ts";
import { askToConfirm } from "#lib/auth/mail-links/ask.ts";
import { signOut } from "#lib/auth/sessions/next-auth.ts";
import { makeToken as newToken, tokenDays } from "#lib/auth/tokens/make-token.ts";
import { AppError } from "#lib/errors.ts";
import { action } from "#lib/http/action.ts";
import { callerAddress } from "#lib/http/caller.ts";
import { sendsMail } from "#lib/mail/sends-mail.ts";

const tokenForm = z.object({
  "~id": z.uuid(),
  tokenName: z
    .string("Enter a name for the token")
    .trim()
    .min(1, "Enter a name for the token")
    .max(80, "Name must be 80 characters or fewer"),
  scope: z.enum(tokenScopes, "Choose what the token may do"),
  days: z.enum(tokenDays, "Choose how long the token works").default("90"),
});

/** Makes an API token. Its text is in the answer and nowhere else; where that got lost, the same form makes it anew. */
export const makeToken = action("tokens.make", tokenForm, async (form, viewer) => {
  const { "~id": id, tokenName: name, scope } = form;
  const days = Number(form.days);
  const token = await transaction(db, async (tx) => {
    const made = await newToken(tx, { id, userId: viewer.id, name, scope, days });
    const details = { name, scope, days };
    const from = await callerAddress();
    await record(tx, { action: "token.made", by: viewer, from, target: id, details });
    return made;
  });
  revalidatePath("/settings/tokens");
  return { name, token };
});

/** Revokes a token of the viewer's. A token that no longer exists counts as revoked. */
export const revokeToken = action(
  "tokens.revoke",
  z.object({ tokenId: z.uuid() }),
  async ({ tokenId }, viewer): Promise<unknown> => {
    const from = await callerAddress();
    await transaction(db, async (tx) => {
      if (!(await deleteApiToken(tx, { tokenId, userId: viewer.id }))) return;
      await record(tx, { action: "token.revoked", by: viewer, from, target: tokenId });
    });
    return redirect("/settings/tokens");
  },
);

/** Ends the viewer's sessions on every device, this one included. */
export const signOutEverywhere = action(
  "account.secure",
  z.object({}),
  async (_nothing, viewer): Promise<unknown> => {
    const from = await callerAddress();
    await transaction(db, async (tx) => {
      await endSessions(tx, viewer.id);
      await record(tx, { action: "session.all_ended", by: viewer, from });
    });
    await signOut({ redirect: false });
    return redirect("/sign-in?ended");
  },
);

/** Sends the viewer a link to confirm their address by. */
export const sendConfirmation = action(
  "account.secure",
  z.object({}),
  async (_nothing, viewer): Promise<unknown> => {
    if (!sendsMail()) throw new AppError("unavailable", "No mail is sent from here.");
    await askToConfirm(db, viewer, await callerAddress());
    return redirect("/settings?sent");
  },
);

/** Makes the viewer the first admin, by the code that the start of the installation printed. */
export const becomeAdmin = action(
  "account.secure",
  z.object({ code: z.string().trim().min(1, "Enter the code").max(100, "Enter the code") }),
  async ({ code }, viewer): Promise<never> => {
    await becomeFirstAdmin(db, { code, viewer, from: await callerAddress() });
    await signOut({ redirect: false });
    return redirect("/sign-in?role");
  },
);
