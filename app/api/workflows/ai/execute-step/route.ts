import { z } from "zod";

import { db } from "#db/index.ts";
import { explanationView } from "#lib/ai/explain/explanation-view.ts";
import { writeFromData } from "#lib/ai/explain/write-from-data.ts";
import { readBody, route } from "#lib/http/route.ts";
import { regenerateText } from "#lib/runtime/ai-steps/regenerate-text.ts";

const body = z
  .strictObject({
    stepId: z.string().min(1).max(255).optional(),
    executionId: z.uuid().optional(),
    /** The instruction for the text. The step's own where it is left out. */
    prompt: z.string().trim().min(1).max(2_000).optional(),
    context: z.strictObject({ data: z.record(z.string(), z.json()).optional() }).optional(),
  })
  .refine(({ executionId, stepId }) => executionId === undefined || stepId !== undefined, {
    path: ["stepId"],
    message: "Name the step of the run",
  })
  .refine(({ context, executionId }) => executionId !== undefined || context?.data !== undefined, {
    path: ["context.data"],
    message: "Give the facts to write from, or the executionId and stepId of a step of yours",
  });

/**
 * Writes what an AI step would write, and answers with it: with the recorded input of a step of one's own run, which
 * stays as it is, or with facts in `context.data`.
 */
export const POST = route("ai.ask", async (request, { id: ownerId }) => {
  const { context, executionId, prompt, stepId } = await readBody(request, body);
  const common = { ownerId, prompt, now: new Date(), signal: request.signal };
  const explanation =
    executionId !== undefined && stepId !== undefined
      ? await regenerateText(db, { ...common, executionId, stepId })
      : await writeFromData(db, { ...common, stepId: stepId ?? null, data: context?.data ?? {} });
  return Response.json(explanationView(explanation));
});
