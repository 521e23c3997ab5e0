"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { db } from "#db/index.ts";
import { hasUnderstood, recordUnderstood } from "#db/queries/people/consents.ts";
import { may } from "#lib/auth/capabilities.ts";
import type { Viewer } from "#lib/auth/sessions/viewer.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import { postedEntries, postedFrom } from "#lib/form/form-data.ts";
import { action } from "#lib/http/action.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { inputForm, readInputs } from "#lib/runtime/forms/input-form.ts";

import { placeOfRun } from "../../runs/require-run.ts";
import { definitionOf } from "./definition-of.ts";

const startForm = z.object({ workflowId: z.string().min(1).max(100), key: z.uuid() });
type StartForm = z.output<typeof startForm>;

/** Starts a run. Before a person's first one a page says how this works, and one asks what the run needs to start. */
export const start = action("runs.start", startForm, async (form, viewer): Promise<unknown> => {
  if (!(await hasUnderstood(db, viewer.id))) return redirect(pageOf(form, "before-you-start"));
  return await askOrStart(form, viewer);
});

/** Keeps that the person has read how this works, then goes on as `start` does. */
export const understandAndStart = action(
  "runs.start",
  startForm,
  async (form, viewer): Promise<unknown> => {
    if (!(await hasUnderstood(db, viewer.id))) await recordUnderstood(db, viewer.id);
    return await askOrStart(form, viewer);
  },
);

const inputsForm = z
  .object({ "~workflow": startForm.shape.workflowId, "~key": startForm.shape.key })
  .catchall(postedEntries);

/** Starts a run with what the person gave for it. */
export const startWithInputs = action(
  "runs.start",
  inputsForm,
  async (form, viewer): Promise<unknown> => {
    const { "~workflow": workflowId, "~key": key, ...entries } = form;
    const definition = await definitionOf(workflowId);
    const inputs = readInputs(definition, await postedFrom(entries));
    return await startNow({ workflowId, key }, viewer, inputs);
  },
);

async function askOrStart(form: StartForm, viewer: Viewer): Promise<never> {
  const { workflowId, key } = form;
  if (inputForm(await definitionOf(workflowId))) redirect(pageOf(form, "start"));
  return await startNow({ workflowId, key }, viewer, {});
}

async function startNow(
  { workflowId, key }: StartForm,
  viewer: Viewer,
  inputs: JsonObject,
): Promise<never> {
  const run = await startExecution(db, {
    workflowId,
    ownerId: viewer.id,
    builtInOnly: !may(viewer, "runs.startOwn"),
    inputs,
    idempotencyKey: key,
  });
  return redirect(await placeOfRun(run.id, viewer.id));
}

function pageOf({ workflowId }: StartForm, page: "before-you-start" | "start"): string {
  return `/templates/${encodeURIComponent(workflowId)}/${page}`;
}
