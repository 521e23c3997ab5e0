"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import type { Checked } from "#components/run/change/change-form.tsx";
import { changePath } from "#components/run/paths.ts";
import { db } from "#db/index.ts";
import { AppError } from "#lib/errors.ts";
import { action } from "#lib/http/action.ts";
import { changeRun, proposeChange } from "#lib/runtime/adapt/change-run.ts";
import type { ProposedChange } from "#lib/runtime/adapt/proposed-definition.ts";
import { rejected } from "#lib/runtime/commands/run-command.ts";
import { loadRun } from "#lib/runtime/store/load-run.ts";

import { readPatch } from "./read-patch.ts";
import { viewAsked } from "./requested-view.ts";
import { stepPatch } from "./step-patch.ts";

/** The state of the run that its owner has looked at the change in. */
const revision = z.coerce.number().pipe(z.int32().min(0));

/** Computes the effects of a patch written by hand, as YAML or JSON. Makes the change once its owner has checked it. */
export const changeAsWritten = action(
  "runs.writeChange",
  z.object({
    "~run": z.uuid(),
    "~revision": revision.optional(),
    patch: z.string().max(200_000, "Use 200,000 signs at most."),
  }),
  async ({ "~run": executionId, "~revision": seen, patch }, viewer): Promise<Checked> => {
    const change = { kind: "patch" as const, patch: readPatch(patch) };
    const request = { executionId, ownerId: viewer.id, change };
    return seen === undefined
      ? await checked(request, { patch })
      : await make({ ...request, revision: seen });
  },
);

/**
 * Computes the effects of other texts for a step, or of another place in the list. Makes the change once its owner has
 * checked it.
 */
export const changeStep = action(
  "runs.writeChange",
  z.object({
    "~run": z.uuid(),
    "~revision": revision.optional(),
    "~step": z.string().min(1).max(255),
    name: z.string().trim().min(1, "Give the step a name.").max(255, "Use 255 signs at most."),
    description: z
      .string()
      .transform((text) => text.replaceAll("\r\n", "\n")) // forms post line ends like this
      .pipe(z.string().trim().max(4_000, "Use 4,000 signs at most.")),
    after: z.string().max(255),
  }),
  async (input, viewer): Promise<Checked> => {
    const { "~run": executionId, "~revision": seen, "~step": step, ...posted } = input;
    const patch = await stepPatch({ executionId, ownerId: viewer.id, step, ...posted });
    const request = { executionId, ownerId: viewer.id, change: { kind: "patch" as const, patch } };
    return seen === undefined
      ? await checked(request, posted)
      : await make({ ...request, revision: seen });
  },
);

/** Makes a change from a link, once its owner has checked it there. */
export const makeAsked = action(
  "runs.acceptChange",
  z.object({
    "~run": z.uuid(),
    "~revision": revision,
    remove: z.string().optional(),
    version: z.string().optional(),
    undo: z.string().optional(),
  }),
  async ({ "~run": executionId, "~revision": seen, ...query }, viewer): Promise<unknown> => {
    const run = await loadRun(db, { executionId, ownerId: viewer.id });
    const asked = run && viewAsked(query, run);
    if (asked?.view !== "check") throw new AppError("not_found", "There is nothing to change.");
    const { change } = asked;
    return await make({ executionId, ownerId: viewer.id, change, revision: seen });
  },
);

type ChangeRequest = { executionId: string; ownerId: string; change: ProposedChange };

async function checked(request: ChangeRequest, posted: Checked["posted"]): Promise<Checked> {
  const proposal = await proposeChange(db, request);
  if (proposal.problems.some(({ code }) => code === "nothing_changes")) {
    throw new AppError("invalid", "Nothing is different yet. Change something first.");
  }
  return { proposal, posted };
}

async function make(request: ChangeRequest & { revision: number }): Promise<never> {
  const outcome = await changeRun(db, request);
  if (!outcome.ok) throw rejected(outcome.rejection);
  return redirect(changePath(request.executionId, { done: "1" }));
}
