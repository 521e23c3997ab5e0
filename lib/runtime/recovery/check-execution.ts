import type { Database } from "#db/client.ts";
import { findJobs, listStepsWithLeftovers } from "#db/queries/executions/integrity.ts";
import { getEvents, getStepRows } from "#db/queries/executions/read-executions.ts";
import type { ExecutionRow } from "#db/queries/executions/rows.ts";
import { getStepStatus } from "#db/queries/executions/step-status.ts";
import type { Job } from "#db/queries/executions/write-executions.ts";
import { parseAddress } from "#lib/engine/state/address.ts";
import type { ExecutionEvent } from "#lib/engine/state/event.ts";
import { hasEnded } from "#lib/engine/state/state.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";
import { LogVerifier } from "#lib/engine/verify-log.ts";
import { referenceTo } from "#lib/runtime/store/definition-reference.ts";
import { endedJob } from "#lib/runtime/store/execution-change.ts";
import { plansInLog } from "#lib/runtime/store/plan-cache.ts";

import { compareRows } from "./compare-rows.ts";
import { type ExpectedJob, expectedJobs, compareJobs } from "./expected-jobs.ts";
import { type Finding, finding } from "./finding.ts";

/** A log is read in pieces of this many events. */
const pageSize = 2_000;

export type Checked = {
  findings: Finding[];
  events: number;
  row: ExecutionRow;
  /** The state that the log leads to. Null when it cannot be read. */
  work: WorkingState | null;
  /** Whether the engine could have written this log. */
  soundLog: boolean;
  /** Jobs that the execution expects and that are not in the queue. */
  missingJobs: readonly Job[];
};

/**
 * Checks one execution: its log, its rows against its log, and its expected jobs against the queue. `tx` must see one
 * snapshot: a transaction with repeatable reads, or one that holds the lock of the execution's row.
 */
export async function checkExecution(tx: Database, row: ExecutionRow): Promise<Checked> {
  try {
    return await check(tx, row);
  } catch (error) {
    const message = `It cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    const findings = [finding(row.id, null, "unreadable", message)];
    return { findings, events: 0, row, work: null, soundLog: false, missingJobs: [] };
  }
}

async function check(tx: Database, row: ExecutionRow): Promise<Checked> {
  const plans = await plansInLog(tx, row);
  const log = new LogVerifier(plans.first, plans.planOf);
  const { events, forked } = await readLog(tx, row.id, log);
  const { work } = log;
  const findings = log.faults.map(({ step, code, seq, message }) =>
    finding(row.id, step, code, `Event ${seq}: ${message}`),
  );
  const soundLog = findings.length === 0;
  findings.push(...compareRows(work, row, await getStepRows(tx, row.id)));
  if (row.forkedFromId !== (forked?.from ?? null)) {
    const message = "Its row and its log name different runs that it is a copy of.";
    findings.push(finding(row.id, null, "fork_differs", message));
  }
  if (referenceTo(row) !== plans.last) {
    const message = "Its row and its log name different definitions that it follows.";
    findings.push(finding(row.id, null, "plan_differs", message));
  }
  for (const step of await listStepsWithLeftovers(tx, row.id)) {
    if (work.plan.indexOf.has(parseAddress(step).step)) continue;
    findings.push(finding(row.id, step, "orphan_scraps", "Its plan has no such step."));
  }
  const expected = [...expectedJobs(row.id, work), ...(await expectedByParent(tx, row))];
  const queued = await findJobs(
    tx,
    expected.map(({ job }) => job.key),
  );
  const wrong = compareJobs(row.id, expected, queued);
  findings.push(...wrong.map((w) => w.finding));
  return { findings, events, row, work, soundLog, missingJobs: wrong.map(({ job }) => job) };
}

/** The job that tells the parent step about the child's end, as long as that step still waits for it. */
async function expectedByParent(tx: Database, row: ExecutionRow): Promise<ExpectedJob[]> {
  const { id, parentId, parentStep } = row;
  if (parentId === null || parentStep === null || !hasEnded(row.status)) return [];
  const parent = await getStepStatus(tx, { executionId: parentId, stepId: parentStep });
  const waits = parent?.token === id && !hasEnded(parent.executionStatus);
  return waits ? [{ job: endedJob(id), step: null }] : [];
}

type Forked = Extract<ExecutionEvent, { type: "execution.forked" }>;

/** Verifies the log piece by piece. Returns its length, and what it says about being a fork. */
async function readLog(tx: Database, executionId: string, log: LogVerifier) {
  const read = { events: 0, forked: null as Forked | null };
  for (let after = 0; ;) {
    // eslint-disable-next-line no-await-in-loop -- where to read on depends on the piece before
    const events = await getEvents(tx, { executionId, after, limit: pageSize });
    log.add(events);
    read.events += events.length;
    read.forked = events.findLast((event) => event.type === "execution.forked") ?? read.forked;
    const last = events.at(-1);
    if (!last || events.length < pageSize) return read;
    after = last.seq;
  }
}
