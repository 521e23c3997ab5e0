import type { CronItem } from "graphile-worker";
import { z } from "zod";

import type { Database } from "#db/client.ts";
import { archiveBatch } from "#db/queries/executions/archives.ts";
import { env } from "#lib/env.ts";
import { log } from "#lib/log.ts";

const dayMs = 86_400_000;
/** So few that the steps of people's runs, which share the queue and the database, hardly wait for it. */
const batchSize = 50;

/** Archives ended runs every night, if the settings say after how many days. */
export const archiving = {
  task: "archive",
  match: "43 3 * * *",
  identifier: "archive",
  options: { backfillPeriod: 0, maxAttempts: 3, jobKey: "archive" },
} satisfies CronItem;

const progress = z.object({ before: z.iso.datetime(), after: z.uuid() });
type Progress = z.output<typeof progress>;

/**
 * Archives the next few ended runs. Returns where to continue, in a job of its own, so that a long pass is many short
 * jobs.
 */
export async function archiveNightly(db: Database, payload: unknown): Promise<Progress | null> {
  const { RETENTION_DAYS: days } = env();
  if (days === undefined) return null;
  const going = progress.safeParse(payload).data;
  const before = going ? new Date(going.before) : new Date(Date.now() - days * dayMs);
  const after = going?.after ?? null;
  const { next, executions } = await archiveBatch(db, { before, after, limit: batchSize });
  if (executions > 0) log.info("archived ended runs", { executions });
  return next === null ? null : { before: before.toISOString(), after: next };
}
