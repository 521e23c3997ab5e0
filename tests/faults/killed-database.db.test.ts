import { readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, onTestFinished, test, vi } from "vitest";

import { connect } from "#db/client.ts";
import { lookAfter } from "#db/embedded/look-after.ts";
import { ensureDatabase, startEmbedded } from "#db/embedded/server.ts";
import { transaction } from "#db/transaction.ts";
import { env } from "#lib/env.ts";
import { toProblem } from "#lib/problem.ts";

function kill(folder: string): void {
  const [pid] = readFileSync(join(folder, "cluster/postmaster.pid"), "utf8").split("\n");
  // Number 0 would mean this process and its siblings.
  expect(Number(pid)).toBeGreaterThan(1);
  process.kill(Number(pid), "SIGKILL");
}

test("an embedded database that is killed comes back on its port, and who used it goes on", async () => {
  const dataDir = join(env().DATA_DIR, "test-killed");
  const embedded = await startEmbedded({ dataDir, say: () => {} });
  onTestFinished(embedded.release);
  const written = vi.spyOn(console, "error").mockImplementation(() => {});
  const leaveAlone = lookAfter(embedded.server, { everyMs: 100, longestMs: 1_000 });
  onTestFinished(leaveAlone);
  const db = connect(await ensureDatabase(embedded.url, "postgres"));
  onTestFinished(() => db.$client.end({ timeout: 1 }));
  await db.$client`create table if not exists kept (value int)`;
  await db.$client`truncate kept`;
  const note = async () =>
    await transaction(db, async (tx) => await tx.$client`insert into kept values (1)`);
  for (let round = 1; round <= 3; round += 1) {
    // The last answers may have come from a backend that is only now ending.
    await vi.waitFor(note, { timeout: 60_000, interval: 100 });
    // A backend may outlive its server for a moment and answer, so the file may still name the dead one.
    await vi.waitFor(() => kill(embedded.server.home.folder), { timeout: 60_000, interval: 100 });
    // It may be back already.
    const code = await note().then(
      () => "unavailable",
      (error: unknown) => toProblem(error).code,
    );
    expect(code).toBe("unavailable");
    const back = async () => {
      const [row] = await db.$client<[{ n: number }]>`select count(*)::int as n from kept`;
      expect(row.n).toBeGreaterThanOrEqual(round);
    };
    await vi.waitFor(back, { timeout: 60_000, interval: 100 });
  }
  expect(String(written.mock.calls[0]?.[0])).toContain("the database server is gone");
}, 240_000);
