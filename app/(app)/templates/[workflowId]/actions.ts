"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { db } from "#db/index.ts";
import { hasUnderstood, recordUnderstood } from "#db/queries/consents.ts";
import { action } from "#lib/http/action.ts";
import { startExecution } from "#lib/runtime/start-execution.ts";

import { placeOfRun } from "../../runs/run-at.ts";

const startForm = z.object({ workflowId: z.string().min(1).max(100), key: z.uuid() });

/** Starts a run; before a person's first one, a page says how this works. */
export const start = action(startForm, async (form, viewer): Promise<unknown> => {
  if (!(await hasUnderstood(db, viewer.id))) {
    return redirect(`/templates/${encodeURIComponent(form.workflowId)}/before-you-start`);
  }
  return await startRun(form, viewer.id);
});

/** Keeps that the person has read how this works, then starts the run. */
export const understandAndStart = action(startForm, async (form, viewer): Promise<unknown> => {
  if (!(await hasUnderstood(db, viewer.id))) await recordUnderstood(db, viewer.id);
  return await startRun(form, viewer.id);
});

async function startRun(
  { workflowId, key }: z.output<typeof startForm>,
  ownerId: string,
): Promise<never> {
  const run = await startExecution(db, { workflowId, ownerId, inputs: {}, idempotencyKey: key });
  return redirect(await placeOfRun(run.id, ownerId));
}
