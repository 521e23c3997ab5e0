import type { Database } from "#db/client.ts";
import { listExecutionIds, listOrphans, type Orphan } from "#db/queries/executions/integrity.ts";
import { getExecution } from "#db/queries/executions/read-executions.ts";
import { transaction } from "#db/transaction.ts";

import { checkExecution } from "./check-execution.ts";
import { type Finding, finding } from "./finding.ts";

/** How many findings of one execution are reported. The rest follows from the first. */
const mostPerExecution = 20;
const mostOrphans = 1_000;

export type Batch = {
  executions: number;
  events: number;
  findings: Finding[];
  /** Where the next batch starts. Null after the last one. */
  next: string | null;
};

type Scope = {
  /** The id after which the batch starts. Null for the first one. */
  after: string | null;
  limit: number;
  only?: string;
  changedSince?: Date;
};

/** Checks the next few executions, each at one snapshot, while other processes keep changing them. */
export async function checkBatch(db: Database, scope: Scope): Promise<Batch> {
  const ids = await listExecutionIds(db, scope);
  const batch: Batch = { executions: 0, events: 0, findings: [], next: null };
  for (const id of ids) {
    // eslint-disable-next-line no-await-in-loop -- one at a time: memory holds one execution
    const checked = await transaction(db, (tx) => checkById(tx, id), {
      isolation: "repeatable read",
    });
    if (!checked) continue;
    batch.executions += 1;
    batch.events += checked.events;
    batch.findings.push(...checked.findings.slice(0, mostPerExecution));
  }
  if (ids.length === scope.limit) batch.next = ids.at(-1) ?? null;
  return batch;
}

async function checkById(tx: Database, id: string) {
  const row = await getExecution(tx, { executionId: id, ownerId: null });
  return row && (await checkExecution(tx, row));
}

const orphans: Readonly<Record<Orphan["kind"], [Finding["code"], string]>> = {
  job: ["orphan_job", "The queue has a job for it, but there is no such run."],
  idempotency_key: ["orphan_key", "A request is remembered for it, but there is no such run."],
  owner: ["orphan_owner", "It belongs to nobody: its owner has no account."],
  step: ["orphan_steps", "There are rows of steps for it, but there is no such run."],
  event: ["orphan_events", "There are events for it, but there is no such run."],
  schedule: ["schedule_stopped", "The schedule is on, but the queue has no job for its next run."],
};

/** What refers to executions or people that do not exist, where no foreign key forbids it. */
export async function checkOrphans(db: Database): Promise<Finding[]> {
  const found = await listOrphans(db, mostOrphans);
  return found.map(({ kind, id }) => finding(id, null, ...orphans[kind]));
}
