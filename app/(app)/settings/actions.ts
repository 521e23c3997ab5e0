"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";

import { db } from "#db/index.ts";
import { createApiToken, deleteApiToken } from "#db/queries/people/api-tokens.ts";
import { endSessions } from "#db/queries/people/users.ts";
import { tokenScopes } from "#db/schema/auth.ts";
import { signOut } from "#lib/auth/sessions/next-auth.ts";
import { makeApiToken } from "#lib/auth/tokens/api-token.ts";
import { AppError } from "#lib/errors.ts";
import { action } from "#lib/http/action.ts";

const tokenForm = z.object({
  "~id": z.uuid(),
  tokenName: z
    .string("Enter a name for the token")
    .trim()
    .min(1, "Enter a name for the token")
    .max(80, "Name must be 80 characters or fewer"),
  scope: z.enum(tokenScopes, "Choose what the token may do"),
});

/** Makes an API token. Its text is in the answer and nowhere else; where that got lost, the same form makes it anew. */
export const makeToken = action("tokens.make", tokenForm, async (form, viewer) => {
  const { "~id": id, tokenName: name, scope } = form;
  const { token, hash } = makeApiToken();
  if (!(await createApiToken(db, { id, userId: viewer.id, name, scope, hash }))) {
    throw new AppError("invalid", "Open this page again to make a token.");
  }
  revalidatePath("/settings/tokens");
  return { name, token };
});

/** Revokes a token of the viewer's. One that is gone already is as good as revoked. */
export const revokeToken = action(
  "tokens.revoke",
  z.object({ tokenId: z.uuid() }),
  async ({ tokenId }, viewer) => {
    await deleteApiToken(db, { tokenId, userId: viewer.id });
    return redirect("/settings/tokens");
  },
);

/** Ends the viewer's sessions on every device, this one included. */
export const signOutEverywhere = action(
  "account.secure",
  z.object({}),
  async (_nothing, viewer) => {
    await endSessions(db, viewer.id);
    await signOut({ redirect: false });
    return redirect("/sign-in?ended");
  },
);
