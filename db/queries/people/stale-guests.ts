import type { Database } from "#db/client.ts";

/** Guests whom nobody has seen for so many days, the longest unseen first. */
export async function listStaleGuests(
  db: Database,
  { days, limit }: { days: number; limit: number },
): Promise<string[]> {
  const rows = await db.$client<{ id: string }[]>`
    select id from users
    where email is null and last_seen_at < now() - make_interval(days => ${days}::int)
    order by last_seen_at limit ${limit}::int`;
  return rows.map(({ id }) => id);
}

/**
 * Deletes a guest and everything of theirs: runs with their logs, plans, what they asked and typed. `false` where they
 * are no guest any more, or have been seen since. What-ifs have logs of their own, so runs go in any order; jobs that
 * still wait for one find nothing to do. Call inside a transaction.
 */
export async function deleteGuest(
  tx: Database,
  { guestId, days }: { guestId: string; days: number },
): Promise<boolean> {
  const sql = tx.$client;
  const locked = await sql`
    select id from users where id = ${guestId}::uuid and email is null
      and last_seen_at < now() - make_interval(days => ${days}::int) for update`;
  if (locked.length === 0) return false;
  await sql`delete from portfolios where owner_id = ${guestId}::uuid`;
  // Runs are to be distributed by their id, so nothing joins them: what belongs to them is named by their ids.
  const runs = await sql<{ id: string; definitionId: string; isCounted: boolean }[]>`
    select id, workflow_id as "definitionId", forked_from_id is null and parent_id is null as "isCounted"
    from workflow_executions where user_id = ${guestId}::uuid`;
  const ids = JSON.stringify(runs.map(({ id }) => id));
  const isTheirs = sql`execution_id in (select jsonb_array_elements_text(${ids}::text::jsonb)::uuid)`;
  await sql`delete from workflow_events where ${isTheirs}`;
  await sql`delete from workflow_step_executions where ${isTheirs}`;
  await sql`delete from workflow_repairs where ${isTheirs}`;
  const counted = runs.filter(({ isCounted }) => isCounted).map(({ definitionId }) => definitionId);
  // How often a template was used stays true.
  await sql`
    update workflow_templates template set usage_count = usage_count + counted.runs
    from (
      select listed.id, count(*) as runs
      from jsonb_array_elements_text(${JSON.stringify(counted)}::text::jsonb) used
      join workflow_definitions version on version.id = used::uuid and version.owner_id is null
      join workflow_definitions newest on newest.workflow_id = version.workflow_id
      join workflow_templates listed on listed.definition_id = newest.id
      group by listed.id
    ) counted
    where counted.id = template.id`;
  await sql`delete from workflow_executions where user_id = ${guestId}::uuid`;
  await sql`delete from workflow_definitions where owner_id = ${guestId}::uuid`;
  await sql`delete from idempotency_keys where owner_id = ${guestId}::uuid`;
  await sql`delete from users where id = ${guestId}::uuid`;
  return true;
}
