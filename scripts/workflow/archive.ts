import { z } from "zod";

import { db } from "#db/index.ts";
import { archiveBatch } from "#db/queries/executions/archives.ts";
import { startDatabase } from "#db/start-database.ts";
import { AppError } from "#lib/errors.ts";

import type { Report } from "./report.ts";

const batchSize = 50;

const wanted = z.object({
  before: z.union(
    [z.iso.date(), z.iso.datetime({ offset: true })],
    "Say --before with a day, such as 2026-01-31.",
  ),
  limit: z.coerce
    .number("--limit must be a number.")
    .int("--limit must be a number.")
    .min(1, "--limit must be 1 or more.")
    .optional(),
});

type Options = { before?: string | undefined; limit?: string | undefined };

/** Archives the runs that ended before a day, a batch at a time. May be stopped at any time and started again. */
export async function archiveStored({ before, limit }: Options): Promise<Report> {
  const options = wanted.safeParse({ before, limit });
  if (!options.success) throw new AppError("invalid", options.error.issues[0]?.message ?? "");
  const database = await startDatabase((line) => process.stderr.write(`${line}\n`));
  try {
    const begun = performance.now();
    const totals = await archiveAll(new Date(options.data.before), options.data.limit ?? Infinity);
    return reportOf(totals, Math.round(performance.now() - begun));
  } finally {
    await db.$client.end({ timeout: 2 });
    await database.release();
  }
}

async function archiveAll(before: Date, most: number) {
  const totals = { executions: 0, events: 0, bytes: 0, packedBytes: 0 };
  for (let after: string | null | undefined; after !== null && totals.executions < most;) {
    const limit = Math.min(batchSize, most - totals.executions);
    // eslint-disable-next-line no-await-in-loop -- a batch at a time, so that others hardly wait
    const batch = await archiveBatch(db, { before, after: after ?? null, limit });
    totals.executions += batch.executions;
    totals.events += batch.events;
    totals.bytes += batch.bytes;
    totals.packedBytes += batch.packedBytes;
    after = batch.next;
  }
  return totals;
}

function reportOf(totals: Awaited<ReturnType<typeof archiveAll>>, ms: number): Report {
  const { executions, events, bytes, packedBytes } = totals;
  return {
    json: { ...totals, ms },
    lines: [
      `Archived ${executions} ended runs with ${events} events in ${ms} ms.`,
      `${kib(bytes)} became ${kib(packedBytes)}.`,
    ],
  };
}

function kib(bytes: number): string {
  return `${Math.round(bytes / 1_024).toLocaleString("en-US")} KiB`;
}
