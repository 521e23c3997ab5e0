import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { connect, type Database } from "#db/client.ts";
import { freePort } from "#db/embedded/server.ts";
import { env } from "#lib/env.ts";
import { seed } from "#lib/templates/seed.ts";

import { cloneDatabase, startTestServer } from "./test-server.ts";

export type KillableServer = {
  base: string;
  db: Database;
  start: () => Promise<void>;
  /** The process as it runs now. */
  pid: () => number;
  /** Ends all its processes as a power cut would: nothing is finished, nothing is said. */
  kill: () => Promise<void>;
  starts: () => number;
  /** Ends it for good, and its database with it. */
  remove: () => Promise<void>;
};

/**
 * The web server of `npm start`, the worker inside it, with a database of its own and the same address every time. What
 * it logs goes to `hear`, where that is given.
 */
export async function killableServer(
  name: string,
  more: Readonly<Record<string, string>> = {},
  hear?: (text: string) => void,
): Promise<KillableServer> {
  const postgres = await startTestServer();
  const { url, drop } = await cloneDatabase(postgres, name);
  const db = connect(url);
  const { HOST } = env();
  const port = await freePort();
  let child: ChildProcess | null = null;
  let starts = 0;
  const kill = async () => {
    if (!child?.pid || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    process.kill(-child.pid, "SIGKILL");
    await gone;
  };
  const start = async () => {
    const script = join(import.meta.dirname, "../../scripts/next-server.ts");
    child = spawn(process.execPath, [script, HOST, String(port)], {
      env: {
        PATH: "/usr/bin:/bin",
        NODE_ENV: "production",
        NEXT_TELEMETRY_DISABLED: "1",
        DATABASE_URL: url,
        AUTH_SECRET: env().AUTH_SECRET ?? "",
        LOG_LEVEL: "error",
        ...more,
      },
      stdio: ["ignore", hear ? "pipe" : "inherit", hear ? "pipe" : "inherit", "ipc"],
      detached: true, // a group of its own, so that a kill reaches whatever it has started
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => hear?.(text));
    }
    starts += 1;
    await once(child, "message");
  };
  const remove = async () => {
    await kill();
    await db.$client.end({ timeout: 1 });
    await drop();
    await postgres.release();
  };
  await seed(db);
  const pid = () => child?.pid ?? 0;
  return { base: `http://${HOST}:${port}`, db, start, pid, kill, starts: () => starts, remove };
}
