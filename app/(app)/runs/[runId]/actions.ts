"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { allStepsPath, runPath } from "#components/run/paths.ts";
import { db } from "#db/index.ts";
import { action } from "#lib/http/action.ts";
import { rejected } from "#lib/runtime/commands/run-command.ts";
import { controlExecution } from "#lib/runtime/executions/control-execution.ts";
import { tryAgainStuck } from "#lib/runtime/recovery/reconcile.ts";

const target = z.object({ "~run": z.uuid() });

/** Cancels a run. What it has come to stays in its history. */
export const cancelRun = action(
  "runs.control",
  target,
  async ({ "~run": runId }, viewer): Promise<unknown> => {
    return await control(runId, viewer.id, "cancel");
  },
);

/** Pauses a run: nothing new starts until it is resumed. */
export const pauseRun = action(
  "runs.control",
  target,
  async ({ "~run": runId }, viewer): Promise<unknown> => {
    return await control(runId, viewer.id, "pause");
  },
);

/** Goes on with a paused run where it stood. */
export const resumeRun = action(
  "runs.control",
  target,
  async ({ "~run": runId }, viewer): Promise<unknown> => {
    return await control(runId, viewer.id, "resume");
  },
);

/** Tries the jobs of a stuck run again. */
export const tryStuckAgain = action(
  "runs.control",
  target,
  async ({ "~run": executionId }, viewer): Promise<unknown> => {
    await tryAgainStuck(db, { executionId, ownerId: viewer.id });
    return redirect(allStepsPath(executionId));
  },
);

async function control(
  executionId: string,
  ownerId: string,
  type: "cancel" | "pause" | "resume",
): Promise<never> {
  const outcome = await controlExecution(db, { executionId, ownerId, command: { type } });
  // A run that has ended needs no cancelling. Its page says how it ended.
  if (!outcome.ok && outcome.rejection.code !== "ended") throw rejected(outcome.rejection);
  return redirect(type === "resume" ? runPath(executionId) : allStepsPath(executionId));
}
