import type { Database } from "#db/client.ts";
import { countLiveTokens, createApiToken, mostTokens } from "#db/queries/people/api-tokens.ts";
import type { TokenScope } from "#db/schema/auth.ts";
import { transaction } from "#db/transaction.ts";
import { AppError } from "#lib/errors.ts";

import { makeApiToken } from "./api-token.ts";

/** For how many days a token may work. The middle one is what most need. */
export const tokenDays = ["30", "90", "365"] as const;

/**
 * A new API token of a person: its text, to be shown once. Asked for again with the same id, it takes the place of the
 * first. Throws `conflict` where they have as many as anybody may have, also when many are asked for at once.
 */
export async function makeToken(
  db: Database,
  wanted: { id: string; userId: string; name: string; scope: TokenScope; days: number },
): Promise<string> {
  const { id, userId } = wanted;
  const { token, hash } = makeApiToken();
  await transaction(db, async (tx) => {
    if ((await countLiveTokens(tx, { userId, except: id })) >= mostTokens) {
      const sentence = `You have ${mostTokens} API tokens. Revoke one to make another.`;
      throw new AppError("conflict", sentence);
    }
    if (!(await createApiToken(tx, { ...wanted, hash }))) {
      throw new AppError("invalid", "Open this page again to make a token.");
    }
  });
  return token;
}
