import type { Database } from "#db/client.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import { AppError } from "#lib/errors.ts";
import { loadRun, type StepAt, stepOf } from "#lib/runtime/store/load-run.ts";
import type { JobContext, Operation } from "#lib/steps/contract/operation.ts";
import { operations } from "#lib/steps/registry.ts";

/** A step that writes a text, with the input that the run gave it, for work that changes nothing in the run. */
export type AiStep = StepAt & {
  readonly operation: Extract<Operation, { mode: "job" }>;
  readonly call: { readonly config: JsonObject; readonly input: JsonObject };
  readonly context: JobContext;
  readonly iteration: number;
};

/**
 * Throws `not_found` for a run that is not the person's own, `invalid` and `conflict` where there is nothing to write
 * from.
 */
export async function loadAiStep(
  db: Database,
  request: {
    executionId: string;
    ownerId: string;
    stepId: string;
    now: Date;
    signal: AbortSignal;
  },
): Promise<AiStep> {
  const { executionId, now, ownerId, signal, stepId } = request;
  const run = await loadRun(db, { executionId, ownerId });
  if (!run) throw new AppError("not_found", "There is no such run.");
  const found = stepOf(run, stepId);
  if (!found) throw new AppError("not_found", `This run has no step "${stepId}".`);
  const { definition, config, operation: contract, index } = found.step;
  const operation = operations.get(contract.id);
  if (operation?.mode !== "job" || operation.stepType !== "ai_generated") {
    throw new AppError("invalid", `"${definition.name}" is not a step that AI writes.`);
  }
  const { attempt, input } = found.state;
  if (!input) {
    throw new AppError("conflict", `This run has not come to "${definition.name}" yet.`);
  }
  const { description, name, aiPrompt = null } = definition;
  return {
    ...found,
    operation,
    call: { config, input },
    context: {
      db,
      now,
      signal,
      execution: { id: executionId, ownerId, workflowName: run.work.plan.definition.name },
      step: { id: stepId, name, description, aiPrompt },
      attempt,
      note: null,
      stream: () => {},
    },
    iteration: run.work.state.steps[index]!.iteration,
  };
}
