import type { Database } from "#db/client.ts";
import { AppError } from "#lib/errors.ts";
import { dataTypes } from "#lib/steps/data-types.ts";
import type { Explanation } from "#lib/steps/data-types/explanation.ts";
import { operations } from "#lib/steps/registry.ts";

import { loadRun, stepOf } from "./run-page.ts";

/**
 * A text of an AI step over what the step itself was given, once more and beside the run: nothing in the run changes.
 * Throws `not_found` for a run that is not the person's own.
 */
export async function writeStepAnew(
  db: Database,
  request: {
    executionId: string;
    ownerId: string;
    stepId: string;
    prompt: string | undefined;
    now: Date;
    signal: AbortSignal;
  },
): Promise<Explanation> {
  const { executionId, now, ownerId, prompt, signal, stepId } = request;
  const run = await loadRun(db, { executionId, ownerId });
  if (!run) throw new AppError("not_found", "There is no such run.");
  const found = stepOf(run, stepId);
  if (!found) throw new AppError("not_found", `This run has no step "${stepId}".`);
  const { definition, config, operation: contract } = found.step;
  const operation = operations.get(contract.id);
  if (operation?.mode !== "job" || operation.stepType !== "ai_generated") {
    throw new AppError("invalid", `"${definition.name}" is not a step that AI writes.`);
  }
  const { attempt, input } = found.state;
  if (!input) {
    throw new AppError("conflict", `This run has not come to "${definition.name}" yet.`);
  }
  const aiPrompt = prompt ?? definition.aiPrompt ?? null;
  const { output } = await operation.execute(
    { config, input },
    {
      db,
      now,
      signal,
      execution: { id: executionId, ownerId, workflowName: run.work.plan.definition.name },
      step: { id: stepId, name: definition.name, description: definition.description, aiPrompt },
      attempt,
      note: null,
      stream: () => {},
    },
  );
  return dataTypes.explanation.schema.parse(output["explanation"]);
}
