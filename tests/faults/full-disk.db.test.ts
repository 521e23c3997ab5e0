import { rmSync } from "node:fs";
import { join } from "node:path";

import { expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";

import * as execute from "#app/api/workflows/[workflowId]/execute/route.ts";
import { connect } from "#db/client.ts";
import { lookAfter } from "#db/embedded/look-after.ts";
import { ensureDatabase, startEmbedded } from "#db/embedded/server.ts";
import { migrate } from "#db/migrate.ts";
import { seed } from "#lib/templates/seed.ts";
import { apiUser, appOn, call, freshApp } from "#tests/support/api.ts";
import { fill, smallDisk } from "#tests/support/small-disk.ts";

vi.mock("#lib/auth/sessions/next-auth.ts", () => ({ auth: async () => null }));
vi.mock("next/server", () => ({ connection: async () => {} }));

const start = async (authorization: string) =>
  await call(execute.POST, { workflowId: "create-a-portfolio" }, { authorization, body: {} });

async function expectFull(response: Response): Promise<void> {
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({
    code: "unavailable",
    message: expect.stringMatching(/disk of the service is full|cannot be reached/u),
  });
}

test("a disk that PostgreSQL finds full is no bug: 503 and a sentence, and work goes on when there is room", async () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  const { db } = await freshApp();
  await seed(db);
  const { authorization } = await apiUser(db);
  await db.$client.unsafe(`
    create function refuse() returns trigger language plpgsql as $$
    begin raise exception 'could not extend file' using errcode = '53100'; end $$;
    create trigger no_room before insert on workflow_executions execute function refuse()`);
  await expectFull(await start(authorization));
  await db.$client`drop trigger no_room on workflow_executions`;
  expect((await start(authorization)).status).toBe(201);
});

test("a disk that is full to the last byte costs answers, and nothing that was saved", async ({
  skip,
}) => {
  for (const level of ["warn", "error", "info"] as const) {
    vi.spyOn(console, level).mockImplementation(() => {});
  }
  const disk = smallDisk(160);
  if (disk === null) return skip("only root may mount a small disk");
  const embedded = await startEmbedded({ dataDir: disk, say: () => {}, settings });
  onTestFinished(embedded.release);
  onTestFinished(lookAfter(embedded.server, { everyMs: 100, longestMs: 500 }));
  const url = await ensureDatabase(embedded.url, "workflows");
  await migrate(url);
  const db = connect(url);
  appOn(db);
  await seed(db);
  const { authorization } = await apiUser(db);
  const saved: string[] = [];
  const keep = async (answer: Response) =>
    void saved.push(z.object({ id: z.uuid() }).parse(await answer.json()).id);
  for (let i = 0; i < 5; i += 1) await keep(await start(authorization));
  const filler = join(disk, "filler");
  fill(filler);
  // What is small still fits into pages and a log that are there; in time nothing does.
  let refused: Response | null = null;
  for (let tries = 0; tries < 2_000 && refused === null; tries += 1) {
    const response = await start(authorization);
    if (response.status === 201) await keep(response);
    else refused = response;
  }
  if (refused === null) throw new Error("The disk was never full.");
  await expectFull(refused);
  rmSync(filler);
  const works = async () => expect((await start(authorization)).status).toBe(201);
  await vi.waitFor(works, { timeout: 60_000, interval: 200 });
  const rows = await db.$client<{ id: string }[]>`select id from workflow_executions`;
  expect(rows.map(({ id }) => id)).toEqual(expect.arrayContaining(saved));
}, 240_000);

const settings = [
  "max_wal_size=32MB",
  "min_wal_size=32MB",
  "wal_recycle=off",
  "shared_buffers=16MB",
];
