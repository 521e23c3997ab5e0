import { run } from "graphile-worker";

import { startPlan } from "#lib/runtime/executions/start-execution.ts";
import { queueOptions, queueUrl } from "#lib/runtime/jobs/queue-options.ts";
import { startWorker } from "#lib/runtime/jobs/worker.ts";
import { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";
import { operations } from "#lib/steps/registry.ts";

import { durations, median, percentile, report } from "../measure.ts";
import { ended } from "./ended.ts";
import { fanOut, inline, type Place, type Step, stored } from "./place.ts";

const many = 1_000;
const answer = { status: 200, url: "https://example.com/", contentType: "text/plain", body: "" };

/** A job that needs no server and answers at once, so that only the engine is measured. */
export function jobStep(id: string, dependencies: string[] = []): Step {
  const operation = operations.get("http.request");
  if (operation?.mode !== "job") throw new Error("The operation is no job.");
  Object.assign(operation, { execute: async () => ({ output: { response: answer } }) });
  const config = { url: answer.url };
  return { id, name: id, type: "integration", uses: "http.request", config, dependencies };
}

/** Many job steps side by side with one that waits for them all, against the queue alone with as many jobs. */
export async function jobFanOut(place: Place): Promise<void> {
  const { db, url } = place;
  const raw = await queueAlone(place);
  const hub = new NotificationHub(db);
  const worker = await startWorker(db, hub, url);
  const { plan, execution } = await stored(
    place,
    fanOut(many, (i) => jobStep(`s${i}`)),
  );
  const taken = await durations(7, async () => {
    const { id } = await startPlan(db, plan, execution);
    await ended(db, hub, id);
  });
  await worker.stop();
  await hub.close();
  const p50Ms = percentile(taken, 0.5);
  const figures = { p50Ms, fastestMs: percentile(taken, 0), queueAloneMs: raw };
  report(`${many} job steps and join`, { ...figures, perQueueAlone: p50Ms / raw }, "p50Ms <= 500");
}

async function queueAlone({ db, url }: Place): Promise<number> {
  const round = { left: 0, end: Promise.withResolvers<void>() };
  const task = async () => {
    round.left -= 1;
    if (round.left === 0) round.end.resolve();
  };
  const runner = await run({
    preset: queueOptions,
    connectionString: queueUrl(url),
    noHandleSignals: true,
    taskList: { nothing: task },
    crontab: "",
  });
  const taken = await durations(7, async () => {
    Object.assign(round, { left: many, end: Promise.withResolvers<void>() });
    await db.$client`
      select count(*) from graphile_worker.add_jobs(array(
        select row('nothing', '{}', null, null, null, null, null, null)::graphile_worker.job_spec
        from generate_series(1, ${many}) n))`;
    await round.end.promise;
  });
  await runner.stop();
  return median(taken);
}

/** From the commit that queues a job to the recorded start of its attempt, and to the end of the run. */
export async function jobPickUp(place: Place): Promise<void> {
  const { db, url } = place;
  const hub = new NotificationHub(db);
  const worker = await startWorker(db, hub, url);
  const { plan, execution } = await stored(place, [jobStep("job"), inline("done", "1", ["job"])]);
  const ids: string[] = [];
  const whole = await durations(100, async () => {
    const { id } = await startPlan(db, plan, execution);
    ids.push(id);
    await ended(db, hub, id);
  });
  const waits = await db.$client<{ ms: number }[]>`
    select extract(epoch from started.at - queued.at)::float8 * 1000 as ms
    from workflow_events queued join workflow_events started using (execution_id)
    where execution_id = any(${ids}::uuid[]) and queued.body->>'type' = 'step.queued'
      and started.body->>'type' = 'step.started' order by ms`;
  await worker.stop();
  await hub.close();
  const sorted = waits.map((wait) => wait.ms);
  report("job pick-up", { p50Ms: percentile(sorted, 0.5), p95Ms: percentile(sorted, 0.95) });
  report("run of one job, start to end", { p50Ms: percentile(whole, 0.5) });
}
