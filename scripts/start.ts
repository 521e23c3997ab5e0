import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { db } from "#db/index.ts";
import { provideDatabase } from "#db/start-database.ts";
import { newFirstAdminCode } from "#lib/auth/accounts/first-admin.ts";
import { env, loadEnvFile, setEnv } from "#lib/env.ts";
import { seed } from "#lib/templates/seed.ts";

import { build } from "./build.ts";
import { noteInstance, runningInstance } from "./pid-file.ts";
import { command, say } from "./terminal.ts";
import { refuseTaken, startWebServer } from "./web-server.ts";

const dev = process.argv.includes("--dev");

/** Settles when the person, the system or a dead parent asks to stop. */
const stopped = new Promise<void>((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => resolve());
  process.on("disconnect", () => resolve());
});

await command(async () => {
  loadEnvFile();
  const { HOST, PORT, DATA_DIR } = env();
  const url = `http://${HOST === "0.0.0.0" || HOST === "::" ? "localhost" : HOST}:${PORT}`;

  const running = await runningInstance(DATA_DIR);
  if (running) {
    say(`Already running: ${running}`);
    return;
  }
  noteInstance(DATA_DIR, url);
  await refuseTaken(HOST, PORT);
  keepSecret(DATA_DIR);
  const database = await provideDatabase(say);
  try {
    await seed(db);
    const code = await newFirstAdminCode(db);
    await db.$client.end();
    await serveUntilStopped(url, code);
  } finally {
    await database.release();
  }
});
process.exit();

async function serveUntilStopped(url: string, code: string | null): Promise<void> {
  if (!dev && (await Promise.race([build(), stopped.then(() => "stopped")])) === "stopped") return;
  say("Starting the application.");
  const server = await startWebServer({ dev });
  say(`
Ready: ${url}
Sign in there with an email address and a password of your choice, or choose "Try without an account".
Press Ctrl-C to stop; everything you enter is kept.`);
  if (code !== null) {
    say(`
Nobody looks after this installation yet. Sign up, then enter this code under Settings to become its administrator:
${code}`);
  }
  const ended = await Promise.race([server.ended, stopped]);
  if (typeof ended === "number") {
    console.error("The web server ended by itself; it says why above.");
    process.exitCode = 1;
    return;
  }
  say("\nStopping.");
  await server.stop();
}

/** Sessions are signed with a secret; it is made once and kept, so that a restart signs nobody out. */
function keepSecret(dataDir: string): void {
  if (env().AUTH_SECRET) return;
  const file = join(dataDir, "auth-secret");
  if (!existsSync(file))
    writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600 });
  setEnv({ AUTH_SECRET: readFileSync(file, "utf8") });
}
