import { LRUCache } from "lru-cache";

import type { Database } from "#db/client.ts";
import { transaction } from "#db/transaction.ts";

import { type Archive, archiveOf, packed, unpackedRows } from "./archive-format.ts";

/** One transaction moves at most this many events, or one execution if that has more. */
const mostEvents = 10_000;

export type ArchivedBatch = {
  executions: number;
  events: number;
  /** The size of the rows as text, and packed. */
  bytes: number;
  packedBytes: number;
  /** The id after which the next batch begins; null after the last. */
  next: string | null;
};

/**
 * Moves the steps, events, texts and drafts of the next few executions that ended before a moment into one compressed
 * row each, in one short transaction. The rows of the executions themselves stay. Executions are taken in the order of
 * their ids, after `after`, and archived ones are skipped. So a pass may stop anywhere, be repeated, and run in several
 * processes.
 */
export async function archiveBatch(
  db: Database,
  params: { before: Date; after: string | null; limit: number },
): Promise<ArchivedBatch> {
  const ids = await findEnded(db, params);
  const batch = { executions: 0, events: 0, bytes: 0, packedBytes: 0 };
  if (ids.length === 0) return { ...batch, next: null };
  await transaction(db, async (tx) => {
    const mine = await lockExecutions(tx, ids);
    for (const { id, rows, events, completedSteps } of await takeRows(tx, mine)) {
      // eslint-disable-next-line no-await-in-loop -- only one at a time is in memory packed and unpacked
      const data = await packed(rows);
      // eslint-disable-next-line no-await-in-loop -- the same
      await tx.$client`
        insert into workflow_archives (execution_id, completed_steps, data) values (${id}, ${completedSteps}, ${data})`;
      batch.executions += 1;
      batch.events += events;
      batch.bytes += rows.length;
      batch.packedBytes += data.length;
    }
  });
  return { ...batch, next: ids.at(-1) ?? null };
}

/** The next executions that have ended, are not archived, and together have few enough events. */
async function findEnded(
  db: Database,
  { before, after, limit }: { before: Date; after: string | null; limit: number },
): Promise<string[]> {
  const rows = await db.$client<{ id: string }[]>`
    with ended as (
      select id, revision from workflow_executions execution
      where (${after}::uuid is null or id > ${after}::uuid) and completed_at < ${before.toISOString()}::timestamptz
        and not exists (select from workflow_archives where execution_id = execution.id)
      order by id limit ${limit}
    ), summed as (
      select id, sum(revision) over (order by id) - revision as events_before from ended
    )
    select id from summed where events_before < ${mostEvents} order by id`;
  return rows.map(({ id }) => id);
}

type Taken = { id: string; rows: string; events: number; completedSteps: number };

/**
 * Locks those of the executions that no other process has locked. Those are left to that process. This must be a
 * statement of its own: only a statement that starts after the rows are locked certainly sees what an earlier holder
 * has archived.
 */
async function lockExecutions(tx: Database, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.$client<{ id: string }[]>`
    select id from workflow_executions
    where id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::text::jsonb))
    order by id for update skip locked`;
  return rows.map(({ id }) => id);
}

/** Deletes the rows to archive of the locked executions, and returns them. */
async function takeRows(tx: Database, ids: readonly string[]): Promise<Taken[]> {
  const list = JSON.stringify(ids);
  return await tx.$client<Taken[]>`
    with mine as materialized (
      select id, revision from workflow_executions execution
      where id in (select value::uuid from jsonb_array_elements_text(${list}::text::jsonb))
        and not exists (select from workflow_archives where execution_id = execution.id)
    ), steps as (
      delete from workflow_step_executions step using mine where step.execution_id = mine.id returning step.*
    ), events as (
      delete from workflow_events event using mine where event.execution_id = mine.id returning event.*
    ), texts as (
      delete from step_texts piece using mine where piece.execution_id = mine.id returning piece.*
    ), drafts as (
      delete from step_drafts draft using mine where draft.execution_id = mine.id returning draft.*
    ), packed_steps as (
      select execution_id, jsonb_agg(to_jsonb(steps) - 'execution_id' order by iteration, step_id, part) as rows,
        count(distinct step_id) filter (where part = '' and status in ('completed', 'skipped'))::int as completed
      from steps group by execution_id
    ), packed_events as (
      select execution_id, jsonb_agg(to_jsonb(events) - 'execution_id' order by seq) as rows from events group by execution_id
    ), packed_texts as (
      select execution_id, jsonb_agg(to_jsonb(texts) - 'execution_id' order by id) as rows from texts group by execution_id
    ), packed_drafts as (
      select execution_id, jsonb_agg(to_jsonb(drafts) - 'execution_id') as rows from drafts group by execution_id
    )
    select mine.id, mine.revision as events, coalesce(packed_steps.completed, 0) as "completedSteps",
      jsonb_build_object('steps', packed_steps.rows, 'events', packed_events.rows, 'texts', packed_texts.rows,
        'drafts', packed_drafts.rows)::text as rows
    from mine
    left join packed_steps on packed_steps.execution_id = mine.id
    left join packed_events on packed_events.execution_id = mine.id
    left join packed_texts on packed_texts.execution_id = mine.id
    left join packed_drafts on packed_drafts.execution_id = mine.id`;
}

/** The archives read last, because a long log is read page by page. */
const kept = new LRUCache<string, Archive>({ max: 4 });

/** The steps, events and texts of an archived execution. Null for one that is not archived. */
export async function readArchive(db: Database, executionId: string): Promise<Archive | null> {
  const known = kept.get(executionId);
  if (known) return known;
  const [row] = await db.$client<{ data: Buffer }[]>`
    select data from workflow_archives where execution_id = ${executionId}`;
  if (!row) return null;
  const archive = archiveOf(await unpackedRows(executionId, row.data));
  kept.set(executionId, archive);
  return archive;
}

/** Moves the rows of an archived execution back to their tables, for code that works on the rows themselves. */
export async function restoreArchive(tx: Database, executionId: string): Promise<void> {
  const [row] = await tx.$client<{ data: Buffer }[]>`
    delete from workflow_archives where execution_id = ${executionId} returning data`;
  if (!row) return;
  const { steps, events, texts, drafts } = await unpackedRows(executionId, row.data);
  await tx.$client`
    with steps as (
      insert into workflow_step_executions
      select * from jsonb_populate_recordset(null::workflow_step_executions, ${JSON.stringify(steps)}::text::jsonb)
    ), events as (
      insert into workflow_events select * from jsonb_populate_recordset(null::workflow_events, ${JSON.stringify(events)}::text::jsonb)
    ), drafts as (
      insert into step_drafts select * from jsonb_populate_recordset(null::step_drafts, ${JSON.stringify(drafts)}::text::jsonb)
    )
    insert into step_texts overriding system value
    select * from jsonb_populate_recordset(null::step_texts, ${JSON.stringify(texts)}::text::jsonb)`;
  kept.delete(executionId);
}
