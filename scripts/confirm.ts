// npm run -s confirm -- EMAIL: notes, on your word, that an address belongs to whoever signed up with it.
import { z } from "zod";

import { db } from "#db/index.ts";
import { startDatabase } from "#db/start-database.ts";
import { confirmByOperator } from "#lib/auth/accounts/confirm.ts";
import { emailField } from "#lib/auth/credentials/credentials.ts";
import { loadEnvFile } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";

import { command, print } from "./terminal.ts";

await command(async () => {
  const { success, data } = z.tuple([emailField]).safeParse(process.argv.slice(2));
  if (!success) throw new AppError("invalid", "Write: npm run -s confirm -- EMAIL");
  loadEnvFile();
  const [email] = data;
  const database = await startDatabase((line) => process.stderr.write(`${line}\n`));
  try {
    const isNew = await confirmByOperator(db, email);
    print(isNew ? `${email} is confirmed.` : `${email} was confirmed already.`);
    await db.$client.end();
  } finally {
    await database.release();
  }
});
process.exit();
