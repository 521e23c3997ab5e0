"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import type { Checked } from "#components/run/change/change-form.tsx";
import { changePath } from "#components/run/paths.ts";
import { db } from "#db/index.ts";
import { AppError } from "#lib/errors.ts";
import { action } from "#lib/http/action.ts";
import { changeRun, proposeChange } from "#lib/runtime/adapt/change-run.ts";
import type { Change } from "#lib/runtime/adapt/proposed-definition.ts";
import { rejected } from "#lib/runtime/commands/run-command.ts";
import { loadRun } from "#lib/runtime/store/load-run.ts";

import { readPatch } from "./read-patch.ts";
import { viewAsked } from "./requested-view.ts";
import { stepPatch } from "./step-patch.ts";

/** The state of the run that its owner has looked at the change in. */
const revision = z.coerce.number().int().min(0);

/** Works out a patch that was written by hand, as YAML or JSON; makes it once its owner has looked at it. */
export const changeAsWritten = action(
  "runs.writeChange",
  z.object({
    "~run": z.uuid(),
    "~revision": revision.optional(),
    patch: z.string().max(200_000, "Use 200,000 signs at most."),
  }),
  async ({ "~run": executionId, "~revision": seen, patch }, viewer): Promise<Checked> => {
    const change = { kind: "patch" as const, patch: readPatch(patch) };
    const wanted = { executionId, ownerId: viewer.id, change };
    return seen === undefined
      ? await checked(wanted, { patch })
      : await make({ ...wanted, revision: seen });
  },
);

/** Works out other words for a step, or another place in the list; makes them once its owner has looked at them. */
export const changeStep = action(
  "runs.writeChange",
  z.object({
    "~run": z.uuid(),
    "~revision": revision.optional(),
    "~step": z.string().min(1).max(255),
    name: z.string().trim().min(1, "Give the step a name.").max(255, "Use 255 signs at most."),
    description: z
      .string()
      .transform((text) => text.replaceAll("\r\n", "\n")) // what a form makes of the end of a line
      .pipe(z.string().trim().max(4_000, "Use 4,000 signs at most.")),
    after: z.string().max(255),
  }),
  async (input, viewer): Promise<Checked> => {
    const { "~run": executionId, "~revision": seen, "~step": step, ...posted } = input;
    const patch = await stepPatch({ executionId, ownerId: viewer.id, step, ...posted });
    const wanted = { executionId, ownerId: viewer.id, change: { kind: "patch" as const, patch } };
    return seen === undefined
      ? await checked(wanted, posted)
      : await make({ ...wanted, revision: seen });
  },
);

/** Makes a change that an address names, once its owner has looked at it there. */
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

type Wanted = { executionId: string; ownerId: string; change: Change };

async function checked(wanted: Wanted, posted: Checked["posted"]): Promise<Checked> {
  const proposal = await proposeChange(db, wanted);
  if (proposal.problems.some(({ code }) => code === "nothing_changes")) {
    throw new AppError("invalid", "Nothing is different yet. Change something first.");
  }
  return { proposal, posted };
}

async function make(wanted: Wanted & { revision: number }): Promise<never> {
  const outcome = await changeRun(db, wanted);
  if (!outcome.ok) throw rejected(outcome.rejection);
  return redirect(changePath(wanted.executionId, { done: "1" }));
}
