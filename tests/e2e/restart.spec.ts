import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { expect, test } from "@playwright/test";

import { connect } from "#db/client.ts";
import { freePort } from "#db/embedded.ts";
import { listPortfolios } from "#db/queries/portfolios.ts";
import { findAccount } from "#db/queries/users.ts";
import { seed } from "#db/seed.ts";
import { issueToken } from "#lib/auth/issue-token.ts";
import { drive, type Transport } from "#tests/support/generic-client.ts";
import { cloneDatabase, startTestServer } from "#tests/support/test-server.ts";

/** The web server of `npm start`, in a process that can be killed. */
async function webServer(url: string) {
  const port = await freePort();
  let child: ChildProcess | null = null;
  let starts = 0;
  const kill = async () => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill("SIGKILL");
    await gone;
  };
  const start = async () => {
    const script = join(import.meta.dirname, "../../scripts/next-server.ts");
    child = spawn(process.execPath, [script, "127.0.0.1", String(port)], {
      env: {
        PATH: "/usr/bin:/bin",
        NODE_ENV: "production",
        NEXT_TELEMETRY_DISABLED: "1",
        DATABASE_URL: url,
        AUTH_SECRET: "a-secret-of-at-least-32-characters",
        LOG_LEVEL: "error",
      },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    starts += 1;
    await once(child, "message");
  };
  return { base: `http://127.0.0.1:${port}`, start, kill, starts: () => starts };
}

test("a web server that is killed again and again brings a run to its end", async () => {
  test.setTimeout(300_000);
  const postgres = await startTestServer();
  const { url, drop } = await cloneDatabase(postgres, "restart");
  const db = connect(url);
  const server = await webServer(url);
  try {
    await seed(db);
    const email = "ann@example.com";
    const authorization = `Bearer ${await issueToken(db, { email })}`;
    await server.start();
    let posts = 0;
    const send: Transport = async (method, path, body, headers) => {
      // Every third act meets the end of the server at another moment.
      if (method === "POST" && ++posts % 3 === 0) void pause(posts * 4).then(server.kill);
      for (;;) {
        try {
          const response = await fetch(`${server.base}/api${path}`, {
            method,
            headers: { authorization, ...headers },
            ...(method === "POST" && { body: JSON.stringify(body) }),
          });
          return { status: response.status, json: await response.json() };
        } catch {
          await server.kill();
          await server.start();
        }
      }
    };
    const done = await drive(send, "create-a-portfolio", 180_000);
    expect(done.status).toBe("completed");
    expect(server.starts()).toBeGreaterThan(2);
    const { id: ownerId } = (await findAccount(db, email))!;
    expect(await listPortfolios(db, { ownerId })).toMatchObject([{ executionId: done.id }]);
  } finally {
    await server.kill();
    await db.$client.end({ timeout: 1 });
    await drop();
    await postgres.release();
  }
});
