// The gain from further worker processes on this machine: completed runs of one job per second, and one run of many
// jobs.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

import { startPlan } from "#lib/runtime/executions/start-execution.ts";
import { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";

import { ended } from "../engine/ended.ts";
import { jobStep } from "../engine/jobs.ts";
import { benchPlace, fanOut, inline, stored } from "../engine/place.ts";
import { durations, median, report } from "../measure.ts";

const runs = 2_000;
const lanes = 64;
const rounds = 5;

const place = await benchPlace(17);
const { db, url } = place;
const hub = new NotificationHub(db);
const short = await stored(place, [jobStep("job"), inline("done", "1", ["job"])]);
const wide = await stored(
  place,
  fanOut(1_000, (i) => jobStep(`s${i}`)),
);

async function wholeRun({ plan, execution }: typeof short): Promise<void> {
  const { id } = await startPlan(db, plan, execution);
  await ended(db, hub, id);
}

async function manyRuns(): Promise<void> {
  let begun = 0;
  const lane = async () => {
    while (begun++ < runs) {
      // eslint-disable-next-line no-await-in-loop -- one lane
      await wholeRun(short);
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
}

async function another(): Promise<ChildProcess> {
  const worker = fork(join(import.meta.dirname, "worker.ts"), [url]);
  await once(worker, "message");
  return worker;
}

const workers: ChildProcess[] = [];
/* eslint-disable no-await-in-loop -- one after the other */
for (const count of [1, 2, 3]) {
  while (workers.length < count) workers.push(await another());
  await manyRuns(); // warms up
  const many = median(await durations(rounds, manyRuns));
  const one = median(await durations(rounds, async () => await wholeRun(wide)));
  report(`worker processes: ${count}`, {
    runsPerSecond: runs / (many / 1_000),
    oneRunOf1000JobsMs: one,
  });
}
/* eslint-enable no-await-in-loop */
for (const worker of workers) worker.disconnect();
await hub.close();
await place.end();
