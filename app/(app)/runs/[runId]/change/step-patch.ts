import "server-only";
import { db } from "#db/index.ts";
import type { Patch, StepChange } from "#lib/engine/patch/patch.ts";
import { AppError } from "#lib/errors.ts";
import { loadRun, stepOf } from "#lib/runtime/store/load-run.ts";

/** Stands for "at the beginning" where a place in the list is chosen. */
export const atFirst = "$first";

type StepEdit = {
  executionId: string;
  ownerId: string;
  step: string;
  name: string;
  description: string;
  /** The step after which it moves in the list. */
  after: string;
};

/** The patch that gives a step other texts, or another place among the steps. */
export async function stepPatch({
  executionId,
  ownerId,
  step: id,
  name,
  description,
  after,
}: StepEdit): Promise<Patch> {
  const run = await loadRun(db, { executionId, ownerId });
  const found = run && stepOf(run, id);
  if (!found) throw new AppError("not_found", "There is no such step.");
  const { definition, index } = found.step;
  const before = index === 0 ? atFirst : run.work.plan.steps[index - 1]!.id;
  const changes: StepChange[] = [];
  if (name !== definition.name || description !== definition.description) {
    changes.push({ op: "replace", step: { ...definition, name, description } });
  }
  if (after !== before)
    changes.push({ op: "move", step: id, after: after === atFirst ? null : after });
  return { changes };
}
