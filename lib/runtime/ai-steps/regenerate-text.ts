import type { Database } from "#db/client.ts";
import type { Explanation } from "#lib/data-types/explanation.ts";
import { dataTypes } from "#lib/data-types/registry.ts";

import { loadAiStep } from "./load-ai-step.ts";

/**
 * Writes the text of an AI step once more, with the step's own input. Nothing in the run changes. Throws `not_found`
 * for a run that is not the person's own.
 */
export async function regenerateText(
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
  const { call, context, operation } = await loadAiStep(db, request);
  const aiPrompt = request.prompt ?? context.step.aiPrompt;
  const { output } = await operation.execute(call, {
    ...context,
    step: { ...context.step, aiPrompt },
  });
  return dataTypes.explanation.schema.parse(output["explanation"]);
}
