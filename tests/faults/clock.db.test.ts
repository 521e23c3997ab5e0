import { expect, onTestFinished, test } from "vitest";

import { connect } from "#db/client.ts";
import { getEvents } from "#db/queries/executions/read-executions.ts";
import { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";
import { somebody, storeWorkflow } from "#tests/support/executions.ts";
import { freshDatabase } from "#tests/support/pg.ts";

import { noteDeliveries } from "./deliveries.ts";
import { startEffects } from "./effects.ts";
import { expectSound } from "./expect-sound.ts";
import { ServerProcess } from "./process.ts";
import { expectCalledWhileUnderWay, steps, walk } from "./walk.ts";

test("clocks that are hours wrong, and are set in the middle, make no timer late, no retry early and no log disorderly", async () => {
  const url = await freshDatabase();
  const db = connect(url);
  onTestFinished(() => db.$client.end({ timeout: 1 }));
  await noteDeliveries(db);
  const hub = new NotificationHub(db);
  onTestFinished(() => hub.close());
  const ownerId = await somebody(db);
  const { host, effects } = await startEffects({ refuseFirst: 2 });
  const workflowId = await storeWorkflow(db, steps(host), { inputs: { run: { type: "text" } } });
  const env = { DATABASE_URL: url, HTTP_ALLOW: host };
  const wrongBy = [5, -7, 0];
  const servers = await Promise.all(
    wrongBy.map((clockWrongByHours) => ServerProcess.start(env, { clockWrongByHours })),
  );
  const way = { hub, servers, acted: () => {}, ownerId, workflowId };
  const begun = Date.now();
  const ids = await Promise.all(Array.from({ length: 12 }, (_, run) => walk(way, String(run))));
  for (const executionId of ids) {
    const events = await getEvents(db, { executionId, after: 0, limit: 1_000 });
    const times = events.map(({ at }) => at);
    expect(times.every((at) => at > begun - 10_000 && at < Date.now() + 10_000)).toBe(true);
    for (const event of events) {
      if (event.type !== "step.timed" && event.type !== "step.delayed") continue;
      const next = events.find((e) => e.seq > event.seq && "step" in e && e.step === event.step);
      // The processes read one clock, each to within a few milliseconds.
      expect(next!.at).toBeGreaterThan(event.dueAt - 100);
    }
    expect(events.filter(({ type }) => type === "step.delayed")).toHaveLength(6);
  }
  await expectCalledWhileUnderWay(db, ids.length, effects);
  expect(await expectSound(db)).toBe(ids.length);
}, 120_000);
