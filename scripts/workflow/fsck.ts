import { z } from "zod";

import { db } from "#db/index.ts";
import { startDatabase } from "#db/start-database.ts";
import { AppError } from "#lib/errors.ts";
import { checkBatch, checkOrphans } from "#lib/runtime/recovery/check-executions.ts";
import type { Finding } from "#lib/runtime/recovery/finding.ts";
import { repairExecution } from "#lib/runtime/recovery/repair.ts";

import type { Report } from "./report.ts";

const batchSize = 200;
/** More than anybody reads. Only the counts go on. */
const mostFindings = 1_000;

type Options = { execution?: string | undefined; repair?: boolean | undefined };

/**
 * Checks every stored execution, or the named one: its log, its rows against the log, and its expected jobs against the
 * queue. Fails when anything is wrong. With `repair` it first repairs what the log allows.
 */
export async function checkStored({ execution, repair }: Options): Promise<Report> {
  if (execution !== undefined && !z.uuid().safeParse(execution).success) {
    throw new AppError("invalid", `${execution} is not the id of a run.`);
  }
  const database = await startDatabase((line) => process.stderr.write(`${line}\n`));
  try {
    const repaired = repair ? await repairAll(execution) : null;
    const totals = await checkAll(execution);
    if (execution !== undefined && totals.executions === 0) {
      throw new AppError("not_found", `There is no run ${execution}.`);
    }
    return reportOf(totals, repaired);
  } finally {
    await db.$client.end({ timeout: 2 });
    await database.release();
  }
}

type Totals = { executions: number; events: number; found: number; findings: Finding[] };

async function checkAll(only: string | undefined): Promise<Totals> {
  const totals: Totals = { executions: 0, events: 0, found: 0, findings: [] };
  const note = (findings: readonly Finding[]) => {
    totals.found += findings.length;
    totals.findings.push(...findings.slice(0, mostFindings - totals.findings.length));
  };
  for (let after: string | null | undefined; after !== null;) {
    const batch = await checkBatch(db, scopeAfter(after, only));
    totals.executions += batch.executions;
    totals.events += batch.events;
    note(batch.findings);
    after = batch.next;
  }
  if (only === undefined) note(await checkOrphans(db));
  return totals;
}

async function repairAll(only: string | undefined): Promise<number> {
  let repaired = 0;
  for (let after: string | null | undefined; after !== null;) {
    const batch = await checkBatch(db, scopeAfter(after, only));
    for (const id of new Set(batch.findings.map((found) => found.executionId))) {
      if (await repairExecution(db, id)) repaired += 1;
    }
    after = batch.next;
  }
  return repaired;
}

function scopeAfter(after: string | undefined, only: string | undefined) {
  return { after: after ?? null, limit: batchSize, ...(only !== undefined && { only }) };
}

function reportOf(
  { executions, events, found, findings }: Totals,
  repaired: number | null,
): Report {
  const lines = findings.flatMap(({ executionId, step, code, message, advice }) => [
    `${executionId}${step === null ? "" : ` ${step}`} ${code}: ${message}`,
    `  ${advice}`,
  ]);
  if (found > findings.length) lines.push(`… and ${found - findings.length} more.`);
  if (repaired !== null) lines.push(`Repaired ${repaired} runs.`);
  const sum = `Checked ${executions} runs with ${events} events`;
  lines.push(found === 0 ? `${sum}: nothing is wrong.` : `${sum}: ${found} findings.`);
  return {
    json: {
      ok: found === 0,
      executions,
      events,
      found,
      findings,
      ...(repaired !== null && { repaired }),
    },
    lines,
    failed: found > 0,
  };
}
