// npm run -s account -- suspend|reinstate EMAIL: keeps an account out, or lets it in again.
// npm run -s account -- role EMAIL user|author|admin: gives a confirmed account its role.
import { z } from "zod";

import type { Database } from "#db/client.ts";
import { db } from "#db/index.ts";
import { roles } from "#db/schema/auth.ts";
import { startDatabase } from "#db/start-database.ts";
import { giveRole } from "#lib/auth/accounts/roles.ts";
import { reinstateAccount, suspendAccount } from "#lib/auth/accounts/suspension.ts";
import { emailField } from "#lib/auth/credentials/credentials.ts";
import { loadEnvFile } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";

import { command, print } from "./terminal.ts";

const usage =
  "Write: npm run -s account -- suspend EMAIL, reinstate EMAIL, or role EMAIL user|author|admin";

const order = z.union([
  z.tuple([z.literal("suspend"), emailField]),
  z.tuple([z.literal("reinstate"), emailField]),
  z.tuple([z.literal("role"), emailField, z.enum(roles)]),
]);

await command(async () => {
  const { success, data } = order.safeParse(process.argv.slice(2));
  if (!success) throw new AppError("invalid", usage);
  loadEnvFile();
  const database = await startDatabase((line) => process.stderr.write(`${line}\n`));
  try {
    print(await carriedOut(db, data));
    await db.$client.end();
  } finally {
    await database.release();
  }
});
process.exit();

async function carriedOut(
  database: Database,
  [act, email, role]: z.output<typeof order>,
): Promise<string> {
  if (act === "suspend") {
    return (await suspendAccount(database, email))
      ? `${email} is suspended: signed out everywhere, API tokens ended.`
      : `${email} was suspended already.`;
  }
  if (act === "reinstate") {
    return (await reinstateAccount(database, email))
      ? `${email} can sign in again.`
      : `${email} was not suspended.`;
  }
  return (await giveRole(database, { email, role }))
    ? `${email} has the role ${role} now, and has to sign in again.`
    : `${email} had the role ${role} already.`;
}
