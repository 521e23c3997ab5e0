import type { CronItem } from "graphile-worker";
import { z } from "zod";

import type { Database } from "#db/client.ts";
import { log } from "#lib/log.ts";
import { clock } from "#lib/runtime/store/database-clock.ts";

import { checkBatch } from "./check-executions.ts";

const dayMs = 86_400_000;
/** An hour more than a day, so that nothing falls between two checks. */
const lookBackMs = dayMs + 3_600_000;
/** So few that the steps of people's runs, which share the queue, hardly wait for it. */
const batchSize = 100;

/** The nightly check. A machine that was off at that time does it when it is on again. */
export const nightly = {
  task: "check",
  match: "17 3 * * *",
  identifier: "check",
  options: { backfillPeriod: dayMs, maxAttempts: 3 },
} satisfies CronItem;

const progress = z.object({ since: z.iso.datetime(), after: z.uuid() });
type Progress = z.output<typeof progress>;

/**
 * Checks the next few of the executions that changed since yesterday and logs its findings. Returns where to continue,
 * in a job of its own, so that a long check is many short jobs.
 */
export async function checkNightly(db: Database, payload: unknown): Promise<Progress | null> {
  await clock.sync(db);
  const going = progress.safeParse(payload).data;
  const since = going ? new Date(going.since) : new Date(clock.now() - lookBackMs);
  const after = going?.after ?? null;
  const { findings, next } = await checkBatch(db, { after, limit: batchSize, changedSince: since });
  for (const found of findings) log.error("stored data is not as it should be", found);
  return next === null ? null : { since: since.toISOString(), after: next };
}
