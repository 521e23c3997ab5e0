// npm run -s password -- EMAIL: gives an account a new password, prints it and nothing else, and ends its sessions.
import { z } from "zod";

import { db } from "#db/index.ts";
import { startDatabase } from "#db/start-database.ts";
import { emailField } from "#lib/auth/credentials/credentials.ts";
import { newPassword } from "#lib/auth/credentials/reset-password.ts";
import { loadEnvFile } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";

import { command, print } from "./terminal.ts";

await command(async () => {
  const { success, data } = z.tuple([emailField]).safeParse(process.argv.slice(2));
  if (!success) throw new AppError("invalid", "Write: npm run -s password -- EMAIL");
  loadEnvFile();
  // messages go to stderr: stdout is for the password alone
  const database = await startDatabase((line) => process.stderr.write(`${line}\n`));
  try {
    print(await newPassword(db, data[0]));
    await db.$client.end();
  } finally {
    await database.release();
  }
});
process.exit();
