"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { answerId } from "#components/run/ai/answer-id.ts";
import { stepPath } from "#components/run/paths.ts";
import { db } from "#db/index.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import { AppError } from "#lib/errors.ts";
import { action } from "#lib/http/action.ts";
import { askAboutText } from "#lib/runtime/ai-steps/ask-about-text.ts";
import type { Outcome } from "#lib/runtime/commands/run-command.ts";
import { rejected } from "#lib/runtime/commands/run-command.ts";
import { changeInstances } from "#lib/runtime/executions/change-instances.ts";
import { controlExecution } from "#lib/runtime/executions/control-execution.ts";
import { forkExecution } from "#lib/runtime/executions/fork-execution.ts";
import { stopStep } from "#lib/runtime/executions/stop-step.ts";
import { submitStep } from "#lib/runtime/executions/submit-step.ts";

import { placeOfRun } from "../../../require-run.ts";

const target = z.object({
  "~run": z.uuid(),
  "~step": z.string().min(1).max(255),
  "~revision": z.coerce.number().pipe(z.int32().min(0)),
  "~key": z.uuid(),
});
type Target = z.output<typeof target>;

const longestAnswerMs = 120_000;

/** Agrees to what a review shows. */
export const approve = action("runs.answer", target, async (form, viewer): Promise<unknown> => {
  return await answer(form, viewer.id, { confirmed: true });
});

/** Gives a signal that brings nothing, in the place of the system that was to send it. */
export const giveSignal = action("runs.answer", target, async (form, viewer): Promise<unknown> => {
  return await answer(form, viewer.id, {});
});

/** Uses a proposed text as it is. */
export const acceptProposal = action(
  "runs.answer",
  target,
  async (form, viewer): Promise<unknown> => {
    return await answer(form, viewer.id, { action: "use" });
  },
);

/** Uses a proposed text with the person's changes. */
export const acceptEdited = action(
  "runs.answer",
  target.extend({ text: z.string() }),
  async (form, viewer): Promise<unknown> => {
    return await answer(form, viewer.id, { action: "edit", text: form.text });
  },
);

/** Brings back a text as it was before the person edited it. */
export const restoreText = action("runs.answer", target, async (form, viewer): Promise<unknown> => {
  return await answer(form, viewer.id, { action: "restore" }, true);
});

/** Starts a what-if in which a step is done anew: a text is written again, a step that failed is tried again. */
export const startAnew = action("runs.fork", target, async (form, viewer): Promise<unknown> => {
  const { "~run": executionId, "~step": stepId, "~revision": revision, "~key": key } = form;
  const ownerId = viewer.id;
  const asked = { executionId, ownerId, stepId, revision, idempotencyKey: key };
  const { id } = await forkExecution(db, asked);
  return redirect(await placeOfRun(id, ownerId));
});

/** Supplies the result of a failed step in the person's own words. */
export const supplyByHand = action(
  "runs.answer",
  target.catchall(z.string()),
  async (form, viewer): Promise<unknown> => {
    const written = Object.entries(form).filter(([name]) => !name.startsWith("~"));
    const data: JsonObject = Object.fromEntries(written);
    return await answer(form, viewer.id, { ...data, action: "write" });
  },
);

/** Tries a step once more; for a text, with what should change. */
export const tryAgain = action(
  "runs.control",
  target.extend({ note: z.string().trim().max(1_000).default("") }),
  async (
    { "~run": executionId, "~step": step, "~revision": revision, note },
    viewer,
  ): Promise<unknown> => {
    const outcome = await controlExecution(db, {
      executionId,
      ownerId: viewer.id,
      command: { type: "retryStep", step, revision, ...(note !== "" && { note }) },
    });
    return await goOn(outcome, executionId, viewer.id);
  },
);

const question = z
  .string()
  .trim()
  .min(1, "Enter what you want to know")
  .max(500, "Your question must be 500 characters or fewer");

/** Asks about a text, and leads to the answer under it. */
export const askQuestion = action(
  "ai.ask",
  target.extend({ question }),
  async (form, viewer): Promise<unknown> => {
    const { "~run": executionId, "~step": stepId, "~key": key } = form;
    const id = await askAboutText(db, {
      executionId,
      ownerId: viewer.id,
      stepId,
      question: form.question,
      key,
      now: new Date(),
      signal: AbortSignal.timeout(longestAnswerMs),
    });
    return redirect(`${stepPath(executionId, stepId)}#${answerId(id)}`);
  },
);

/** Continues without a step. */
export const skip = action(
  "runs.control",
  target,
  async (
    { "~run": executionId, "~step": step, "~revision": revision },
    viewer,
  ): Promise<unknown> => {
    const outcome = await controlExecution(db, {
      executionId,
      ownerId: viewer.id,
      command: { type: "skipStep", step, revision, reason: "A person skipped it" },
    });
    return await goOn(outcome, executionId, viewer.id);
  },
);

/** Adds an instance to a multi-instance step. */
export const addInstance = action(
  "runs.answer",
  target.extend({ item: z.string().trim().max(500).optional() }),
  async (form, viewer): Promise<unknown> => {
    const { "~run": executionId, "~step": step, "~revision": revision, "~key": key, item } = form;
    if (item === "") throw new AppError("invalid", "Say what the next one is.");
    const outcome = await changeInstances(db, {
      executionId,
      ownerId: viewer.id,
      command: { type: "addInstance", step, revision, item: item ?? null },
      idempotencyKey: key,
    });
    if (!outcome.ok) throw rejected(outcome.rejection);
    return redirect(stepPath(executionId, step));
  },
);

/** Says that there are no more. */
export const closeInstances = action(
  "runs.answer",
  target,
  async (form, viewer): Promise<unknown> => {
    const { "~run": executionId, "~step": step, "~revision": revision, "~key": key } = form;
    const outcome = await changeInstances(db, {
      executionId,
      ownerId: viewer.id,
      command: { type: "closeInstances", step, revision },
      idempotencyKey: key,
    });
    return await goOn(outcome, executionId, viewer.id);
  },
);

/** Stops a text that is being written. One that has just been finished stays. */
export const stop = action(
  "runs.control",
  target,
  async ({ "~run": executionId, "~step": stepId }, viewer): Promise<unknown> => {
    await stopStep(db, { executionId, ownerId: viewer.id, stepId });
    return redirect(await placeOfRun(executionId, viewer.id));
  },
);

/** `replace` changes what the person decided before. */
async function answer(
  form: Target,
  ownerId: string,
  data: JsonObject,
  replace = false,
): Promise<never> {
  const { "~run": executionId, "~step": stepId, "~revision": revision, "~key": key } = form;
  const outcome = await submitStep(db, {
    executionId,
    ownerId,
    stepId,
    revision,
    data,
    replace,
    idempotencyKey: key,
  });
  return await goOn(outcome, executionId, ownerId);
}

/** A step that changed in the meantime is shown as it is now. Only a run that cannot continue says why. */
async function goOn(
  outcome: Outcome<unknown>,
  executionId: string,
  ownerId: string,
): Promise<never> {
  if (!outcome.ok && ["paused", "refused"].includes(outcome.rejection.code)) {
    throw rejected(outcome.rejection);
  }
  return redirect(await placeOfRun(executionId, ownerId));
}
