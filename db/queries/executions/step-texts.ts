import type { Database } from "#db/client.ts";

import { readArchive } from "./archives.ts";
import type { StepText } from "./rows.ts";

/** Adds a piece to the text that an attempt is writing, and notifies everyone who follows the execution. */
export async function appendText(
  db: Database,
  piece: { executionId: string; stepId: string; token: string; start: number; text: string },
): Promise<void> {
  const { executionId, stepId, token, start, text } = piece;
  await db.$client`
    with piece as (
      insert into step_texts (execution_id, step_id, token, start, text)
      values (${executionId}, ${stepId}, ${token}, ${start}, ${text})
    )
    select pg_notify('execution', ${executionId}::text)`;
}

/** Deletes what an earlier delivery of the same attempt wrote. */
export async function clearTexts(
  db: Database,
  params: { executionId: string; token: string },
): Promise<void> {
  await db.$client`
    delete from step_texts where execution_id = ${params.executionId} and token = ${params.token}`;
}

/** What the attempts now running have written after piece `after`, in order, at most `limit` pieces of it. */
export async function getRunningTexts(
  db: Database,
  params: { executionId: string; after: number; limit: number },
): Promise<StepText[]> {
  return await db.$client<StepText[]>`
    select piece.id::float8 as id, piece.step_id as "stepId", piece.token, piece.start, piece.text
    from step_texts piece
    join workflow_step_executions step on step.execution_id = piece.execution_id and step.token = piece.token
    where piece.execution_id = ${params.executionId} and piece.id > ${params.after}
    order by piece.id limit ${params.limit}`;
}

/**
 * What the latest attempt of a step that wrote anything has written after piece `after`, in order; archived ones too.
 */
export async function getLatestTexts(
  db: Database,
  params: { executionId: string; stepId: string; after: number },
): Promise<StepText[]> {
  const rows = await db.$client<StepText[]>`
    select id::float8 as id, step_id as "stepId", token, start, text from step_texts
    where execution_id = ${params.executionId} and step_id = ${params.stepId} and id > ${params.after}
      and token = (
        select token from step_texts where execution_id = ${params.executionId} and step_id = ${params.stepId}
        order by id desc limit 1)
    order by id`;
  return rows.length > 0 ? rows : await archivedTexts(db, params);
}

async function archivedTexts(
  db: Database,
  { executionId, stepId, after }: { executionId: string; stepId: string; after: number },
): Promise<StepText[]> {
  const archive = await readArchive(db, executionId);
  const own = (archive?.texts ?? []).filter((piece) => piece.stepId === stepId);
  const token = own.at(-1)?.token;
  return own.filter((piece) => piece.token === token && piece.id > after);
}
