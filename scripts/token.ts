// npm run -s token -- EMAIL [--role user|author|admin]: prints a new API token and nothing else.
import { parseArgs } from "node:util";

import { z } from "zod";

import { db } from "#db/index.ts";
import { roles } from "#db/schema/auth.ts";
import { startDatabase } from "#db/start-database.ts";
import { emailField } from "#lib/auth/credentials/credentials.ts";
import { issueToken } from "#lib/auth/tokens/issue-token.ts";
import { loadEnvFile } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";

import { command, print } from "./terminal.ts";

const usage = "Write: npm run -s token -- EMAIL [--role user|author|admin]";

await command(async () => {
  const { email, role } = readArguments();
  loadEnvFile();
  // messages go to stderr: stdout is for the token alone
  const database = await startDatabase((line) => process.stderr.write(`${line}\n`));
  try {
    print(await issueToken(db, { email, role }));
    await db.$client.end();
  } finally {
    await database.release();
  }
});
process.exit();

function readArguments() {
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: { role: { type: "string" } },
    });
    return {
      email: z.tuple([emailField]).parse(positionals)[0],
      role: z.enum(roles).optional().parse(values.role),
    };
  } catch (cause) {
    throw new AppError("invalid", usage, { cause });
  }
}
