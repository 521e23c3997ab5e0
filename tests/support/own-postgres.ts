import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";

import { onTestFinished } from "vitest";

import { embeddedHome } from "#db/embedded/home.ts";
import { ensureDatabase, startEmbedded } from "#db/embedded/server.ts";
import { migrate } from "#db/migrate.ts";
import { env } from "#lib/env.ts";

/**
 * A PostgreSQL server that only this test uses, with a migrated database, and a way to restart it while it is in use.
 */
export async function ownPostgres(): Promise<{
  url: string;
  restart: (mode?: "fast" | "immediate") => Promise<void>;
}> {
  const dataDir = join(env().DATA_DIR, "test-restart");
  const server = await startEmbedded({ dataDir, say: () => {} });
  onTestFinished(server.release);
  const url = await ensureDatabase(server.url, `test_${randomBytes(6).toString("hex")}`);
  await migrate(url);
  const { folder, programs, user } = embeddedHome(dataDir, () => {});
  const cluster = join(folder, "cluster");
  // On a process of its own, so that this process survives the time without a server.
  const restart = async (mode: "fast" | "immediate" = "fast") => {
    const child = spawn(
      join(programs, "bin/pg_ctl"),
      ["restart", `--mode=${mode}`, "--wait", `--pgdata=${cluster}`, "--silent", "--log=/dev/null"],
      { ...user, cwd: cluster, stdio: "inherit" },
    );
    const [code] = await once(child, "exit");
    if (code !== 0) throw new Error(`PostgreSQL did not restart: pg_ctl ended with ${code}.`);
  };
  return { url, restart };
}
