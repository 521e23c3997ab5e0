import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { expect, test } from "@playwright/test";

import { freePort } from "#db/embedded/server.ts";

const root = join(import.meta.dirname, "../..");

test("what npm start began and somebody killed is there again, and ends when it ends", async () => {
  test.setTimeout(240_000);
  const dataDir = mkdtempSync(join(tmpdir(), "workflows-start-"));
  chmodSync(dataDir, 0o755); // the database's own user goes through it
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  let said = "";
  const started = spawn(
    process.execPath,
    ["--conditions=react-server", join(root, "scripts/start.ts")],
    {
      cwd: root,
      env: {
        PATH: "/usr/sbin:/usr/bin:/sbin:/bin",
        NODE_ENV: "production",
        DATA_DIR: dataDir,
        PORT: String(port),
        NODE_OPTIONS: "",
      },
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    },
  );
  for (const stream of [started.stdout, started.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => (said += text));
  }
  try {
    await expect.poll(() => said, { timeout: 120_000 }).toContain("Ready:");
    const answers = async () =>
      await fetch(`${base}/templates`).then(
        (r) => r.status,
        () => 0,
      );
    expect(await answers()).toBe(200);

    process.kill(webServerOf(started), "SIGKILL");
    await expect.poll(answers, { timeout: 60_000 }).toBe(200);
    expect(said).toContain('"reason":"SIGKILL"');

    process.kill(databaseOf(dataDir), "SIGKILL");
    await expect.poll(() => said, { timeout: 60_000 }).toContain("the database server works again");
    await expect.poll(answers, { timeout: 60_000 }).toBe(200);

    const processes = [webServerOf(started), databaseOf(dataDir)];
    const gone = once(started, "exit");
    started.kill("SIGTERM");
    expect(await gone).toEqual([0, null]);
    for (const pid of processes) expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  } finally {
    started.kill("SIGKILL");
    rmSync(dataDir, { recursive: true, force: true });
  }
});

function webServerOf({ pid }: ChildProcess): number {
  const found = execFileSync("pgrep", ["-P", String(pid), "-f", "next-server"], {
    encoding: "utf8",
  });
  return Number(found.trim());
}

function databaseOf(dataDir: string): number {
  return Number(
    readFileSync(join(dataDir, "postgres/cluster/postmaster.pid"), "utf8").split("\n")[0],
  );
}
