"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";

import { db } from "#db/index.ts";
import { createApiToken, deleteApiToken } from "#db/queries/people/api-tokens.ts";
import { endSessions } from "#db/queries/people/users.ts";
import { tokenScopes } from "#db/schema/auth.ts";
import { signOut } from "#lib/auth/sessions/next-auth.ts";
import type { Viewer } from "#lib/auth/sessions/viewer.ts";
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

/**
 * Creates an API token. Its text is in the answer and nowhere else. If the answer got lost, the same form creates it
 * again.
 */
export const makeToken = action(tokenForm, async (form, viewer) => {
  refuseGuest(viewer);
  const { "~id": id, tokenName: name, scope } = form;
  const { token, hash } = makeApiToken();
  if (!(await createApiToken(db, { id, userId: viewer.id, name, scope, hash }))) {
    throw new AppError("invalid", "Open this page again to make a token.");
  }
  revalidatePath("/settings/tokens");
  return { name, token };
});

/** Revokes a token of the viewer's. A token that no longer exists counts as revoked. */
export const revokeToken = action(
  z.object({ tokenId: z.uuid() }),
  async ({ tokenId }, viewer): Promise<unknown> => {
    await deleteApiToken(db, { tokenId, userId: viewer.id });
    return redirect("/settings/tokens");
  },
);

/** Ends the viewer's sessions on every device, this one included. */
export const signOutEverywhere = action(
  z.object({}),
  async (_nothing, viewer): Promise<unknown> => {
    refuseGuest(viewer);
    await endSessions(db, viewer.id);
    await signOut({ redirect: false });
    return redirect("/sign-in?ended");
  },
);

/** A guest has only this session to come back by, and needs no API token. */
function refuseGuest(viewer: Viewer): void {
  if (viewer.guest) throw new AppError("forbidden", "Create an account first.");
}
