// What a worker keeps in memory: memory after each tenth of many runs, one JSON line each, and the result at the end.
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { startPlan } from "#lib/runtime/executions/start-execution.ts";
import { startWorker } from "#lib/runtime/jobs/worker.ts";
import { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";

import { ended } from "../engine/ended.ts";
import { jobStep } from "../engine/jobs.ts";
import { benchPlace, inline, stored } from "../engine/place.ts";
import { report } from "../measure.ts";

const runs = Number(process.argv[3] ?? 100_000);
const together = 200;

setFlagsFromString("--expose-gc");
const collect: unknown = runInNewContext("gc");

const place = await benchPlace(17);
const hub = new NotificationHub(place.db);
const worker = await startWorker(place.db, hub, place.url);
const { plan, execution } = await stored(place, [
  inline("first", "1", []),
  jobStep("job", ["first"]),
  inline("last", "1", ["job"]),
]);

async function oneRun(): Promise<void> {
  const { id } = await startPlan(place.db, plan, execution);
  await ended(place.db, hub, id);
}

/** Megabytes: used memory after a garbage collection, and what the process has from the system. */
function memory(): { heapMb: number; outsideMb: number; rssMb: number } {
  if (typeof collect !== "function") throw new Error("Memory cannot be collected on demand.");
  Reflect.apply(collect, null, []);
  const { heapUsed, external, arrayBuffers, rss } = process.memoryUsage();
  return {
    heapMb: heapUsed / 2 ** 20,
    outsideMb: (external + arrayBuffers) / 2 ** 20,
    rssMb: rss / 2 ** 20,
  };
}

const heaps: number[] = [];
for (let done = 0; done < runs; done += runs / 10) {
  for (let some = 0; some < runs / 10; some += together) {
    // eslint-disable-next-line no-await-in-loop -- some at a time
    await Promise.all(Array.from({ length: together }, oneRun));
  }
  const now = memory();
  heaps.push(now.heapMb);
  report("memory of a worker", { runs: done + runs / 10, ...now });
}
const [first = Number.NaN] = heaps;
report(
  "memory of a worker, last tenth per first",
  { heap: (heaps.at(-1) ?? Number.NaN) / first },
  "heap <= 1.1",
);
await worker.stop();
await hub.close();
await place.end();
