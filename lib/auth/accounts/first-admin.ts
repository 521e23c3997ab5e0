import { createHash, randomBytes } from "node:crypto";

import type { Database } from "#db/client.ts";
import { confirmAddress, setRole } from "#db/queries/people/access.ts";
import {
  hasAdmin,
  keepFirstAdminCode,
  takeFirstAdminCode,
} from "#db/queries/people/first-admin.ts";
import { transaction } from "#db/transaction.ts";
import { record } from "#lib/audit/record.ts";
import { limits, consume } from "#lib/auth/limits.ts";
import { AppError } from "#lib/errors.ts";

/** Without letters and digits that look alike. */
const signs = "ABCDEFGHJKMNPQRSTVWXYZ23456789";

/**
 * A new code for the terminal of whoever starts the installation, which makes the account that it is entered in the
 * first admin. `null` where there is an admin: then there is nothing to be first at. Earlier codes no longer count.
 */
export async function newFirstAdminCode(db: Database): Promise<string | null> {
  if (await hasAdmin(db)) return null;
  // 256 is no multiple of 30: what is above the last one is drawn again, else some signs would be likelier
  const drawn = [...randomBytes(256)].filter((byte) => byte < 240).slice(0, 20);
  const code = drawn.map((byte) => signs[byte % signs.length]).join("");
  await keepFirstAdminCode(db, hashed(code));
  return code.replaceAll(/(.{5})(?=.)/gu, "$1-");
}

/** Who enters the code. */
type Caller = { readonly id: string; readonly email: string | null; readonly role: string };

/**
 * Makes the viewer the first admin, and their address a confirmed one: who reads the terminal vouches for it. Their
 * sessions end, since their role is another. The code works once, and only as long as there is no admin.
 */
export async function becomeFirstAdmin(
  db: Database,
  { code, from, viewer }: { code: string; viewer: Caller; from: string },
): Promise<void> {
  await consume(db, limits.codesByPerson, viewer.id);
  await transaction(db, async (tx) => {
    if (!(await takeFirstAdminCode(tx, hashed(code)))) {
      const sentence = "Enter the code that the latest start of this installation printed";
      throw new AppError("invalid", sentence, { fields: { code: [sentence] } });
    }
    await confirmAddress(tx, viewer.id);
    await setRole(tx, { userId: viewer.id, role: "admin" });
    const details = { from: viewer.role, to: "admin", by: "the code of the first start" };
    await record(tx, { action: "role.given", by: viewer, from, target: viewer.email, details });
  });
}

function hashed(code: string): string {
  const plain = code.toUpperCase().replaceAll(/[^A-Z0-9]/gu, "");
  return createHash("sha256").update(plain).digest("hex");
}
