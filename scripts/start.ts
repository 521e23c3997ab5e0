import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { db } from "#db/index.ts";
import { startDatabase } from "#db/start-database.ts";
import { newFirstAdminCode } from "#lib/auth/accounts/first-admin.ts";
import { env, loadEnvFile, setEnv } from "#lib/env.ts";
import { seed } from "#lib/templates/seed.ts";

import { build } from "./build.ts";
import { writePidFile, runningProcess } from "./pid-file.ts";
import { supervise } from "./supervise.ts";
import { command, print } from "./terminal.ts";
import { refuseTaken, startWebServer } from "./web-server.ts";

// A disk that is full, or a terminal that is gone, is no reason to end.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

const dev = process.argv.includes("--dev");

/** Settles when the person or the system asks to stop, or the parent process dies. */
const stopped = new Promise<void>((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => resolve());
  process.on("disconnect", () => resolve());
});

await command(async () => {
  loadEnvFile();
  const { APP_URL, HOST, PORT, DATA_DIR } = env();
  const url =
    APP_URL ?? `http://${HOST === "0.0.0.0" || HOST === "::" ? "localhost" : HOST}:${PORT}`;

  const running = await runningProcess(DATA_DIR);
  if (running) {
    print(`Already running: ${running}`);
    return;
  }
  writePidFile(DATA_DIR, url);
  await refuseTaken(HOST, PORT);
  keepSecret(DATA_DIR);
  const database = await startDatabase(print);
  try {
    await seed(db);
    const code = await newFirstAdminCode(db);
    await db.$client.end();
    const leaveAlone = database.lookAfter();
    await serveUntilStopped(url, code).finally(leaveAlone);
  } finally {
    await database.release();
  }
});
process.exit();

async function serveUntilStopped(url: string, code: string | null): Promise<void> {
  if (!dev && (await Promise.race([build(), stopped.then(() => "stopped")])) === "stopped") return;
  print("Starting the application.");
  const server = await supervise("web server", async () => await startWebServer({ dev }));
  print(`
Ready: ${url}
Sign in there with an email address and a password of your choice, or choose "Try without an account".
Press Ctrl-C to stop; everything you enter is kept.`);
  if (code !== null) {
    print(`
Nobody looks after this installation yet. Sign up, then enter this code under Settings to become its administrator:
${code}`);
  }
  await stopped;
  print("\nStopping.");
  await server.stop();
}

/** Sessions are signed with a secret. It is created once and kept, so that a restart signs nobody out. */
function keepSecret(dataDir: string): void {
  if (env().AUTH_SECRET) return;
  const file = join(dataDir, "auth-secret");
  if (!existsSync(file))
    writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600 });
  setEnv({ AUTH_SECRET: readFileSync(file, "utf8") });
}
