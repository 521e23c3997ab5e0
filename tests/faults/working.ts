import { onTestFinished } from "vitest";

import { connect } from "#db/client.ts";
import { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";
import { somebody, storeWorkflow } from "#tests/support/executions.ts";

import { startEffects } from "./effects.ts";
import { ServerProcess } from "./process.ts";
import { steps, walk } from "./walk.ts";

/**
 * Two processes that share a database, and people who take runs to their end through both. `quiet` hides what the
 * processes log about the faults of the test.
 */
export async function working(url: string, { quiet = false } = {}) {
  const db = connect(url);
  onTestFinished(() => db.$client.end({ timeout: 1 }));
  const hub = new NotificationHub(db);
  onTestFinished(() => hub.close());
  const { host, effects } = await startEffects();
  const ownerId = await somebody(db);
  const workflowId = await storeWorkflow(db, steps(host), { inputs: { run: { type: "text" } } });
  const env = { DATABASE_URL: url, HTTP_ALLOW: host };
  const servers = await Promise.all([1, 2].map(() => ServerProcess.start(env, { quiet })));
  let acts = 0;
  const acted = () => void (acts += 1);
  const way = { hub, servers, acted, ownerId, workflowId };
  const all = async (runs: number) =>
    await Promise.all(Array.from({ length: runs }, (_, run) => walk(way, String(run))));
  return { db, servers, effects, all, acts: () => acts };
}
