import { spawn } from "node:child_process";
import { join } from "node:path";

import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";

import { connect } from "#db/client.ts";
import { getExecution } from "#db/queries/executions/read-executions.ts";
import { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";
import { tailEvents, type StreamItem } from "#lib/runtime/streams/tail-events.ts";
import { seed } from "#lib/templates/seed.ts";
import { somebody } from "#tests/support/executions.ts";
import { drive, type Transport } from "#tests/support/generic-client.ts";
import { freshDatabase } from "#tests/support/pg.ts";

import { run, stubborn, workflowId } from "./client.ts";
import { expectSound } from "./expect-sound.ts";
import { ServerProcess } from "./process.ts";

/** Two servers and two workers on one database, each a process of its own, which communicate only through it. */
async function setUp() {
  const url = await freshDatabase();
  const db = connect(url);
  onTestFinished(() => db.$client.end({ timeout: 1 }));
  await seed(db);
  const ownerId = await somebody(db);
  const servers = await Promise.all([1, 2].map(() => ServerProcess.start({ DATABASE_URL: url })));
  for (const _ of servers) startWorkerProcess(url);
  return { db, ownerId, servers };
}

function startWorkerProcess(url: string): void {
  const script = join(import.meta.dirname, "../../scripts/worker-process.ts");
  const child = spawn(process.execPath, ["--conditions=react-server", script], {
    env: { NODE_ENV: "test", LOG_LEVEL: "error", DATABASE_URL: url },
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
}

test("each request of a run may go to another server: nobody keeps anything that the others need", async () => {
  const { db, ownerId, servers } = await setUp();
  const ways = servers.map((server) => stubborn(server, ownerId));
  let asked = 0;
  const anywhere: Transport = async (...request) => await ways[asked++ % ways.length]!(...request);
  const ended = await Promise.all([1, 2, 3].map(() => drive(anywhere, workflowId, 120_000)));
  expect(ended.map(({ status }) => status)).toEqual(["completed", "completed", "completed"]);
  expect(await expectSound(db)).toBe(3);
  const hub = new NotificationHub(db);
  onTestFinished(() => hub.close());
  const items: StreamItem[] = [];
  const [{ id } = { id: "" }] = ended;
  const { signal } = new AbortController();
  const from = { executionId: id, cursor: { seq: 0, text: 0 }, signal, idleMs: 10_000 };
  for await (const item of tailEvents(db, hub, from)) items.push(item);
  const revisions = items.flatMap((item) =>
    item.type === "step" || item.type === "execution" ? [item.data.revision] : [],
  );
  const { revision } = (await getExecution(db, { executionId: id, ownerId: null }))!;
  expect(revisions).toEqual(Array.from({ length: revision }, (_, i) => i + 1));
}, 240_000);

test("the same answer given to two servers at once counts once, and both say so", async () => {
  const { db, ownerId, servers } = await setUp();
  const start = { does: "start", ownerId, workflowId, key: "k" } as const;
  const ids = await Promise.all(servers.map((server) => server.ask(start)));
  const begun = ids.map((answer) => z.object({ json: run }).parse(answer).json);
  expect(new Set(begun.map(({ id }) => id)).size).toBe(1);
  const [{ id: executionId, revision } = { id: "", revision: 0 }] = begun;
  const page = { does: "page", ownerId, executionId, stepId: "profile", revision } as const;
  const goal = { page: "goal", posted: { goal: "retirement" }, key: crypto.randomUUID() };
  const answers = await Promise.all(servers.map((server) => server.ask({ ...page, ...goal })));
  for (const answer of answers) expect(answer).toMatchObject({ status: 200 });
  expect(await expectSound(db)).toBe(1);
}, 240_000);
