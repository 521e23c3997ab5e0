import type { Database } from "#db/client.ts";
import { factsFromJson } from "#lib/ai/grounding/facts-from-json.ts";
import { callLog } from "#lib/ai/model/call-log.ts";
import type { Explanation } from "#lib/data-types/explanation.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import { AppError } from "#lib/errors.ts";

import { writeExplanation } from "./write-explanation.ts";

const usualPrompt = "Say what these figures show";
const maxWords = 220;

/** Writes a text about facts that the caller supplies, in the same way as an AI step, and checks it against them. */
export async function writeFromData(
  db: Database,
  request: {
    ownerId: string;
    stepId: string | null;
    data: JsonObject;
    prompt: string | undefined;
    now: Date;
    signal: AbortSignal;
  },
): Promise<Explanation> {
  const { data, now, ownerId, prompt = usualPrompt, signal, stepId } = request;
  const facts = factsFromJson(data, now);
  if (facts.facts.length === 0) {
    throw new AppError("invalid", "There is nothing to write from.", {
      fields: { "context.data": ["Give at least one number, text or amount"] },
    });
  }
  return await writeExplanation({
    prompt,
    facts,
    maxWords,
    note: null,
    signal,
    now,
    clock: () => performance.now(),
    calls: callLog(db, { ownerId, executionId: null, stepId, now }),
    onText: () => {},
  });
}
