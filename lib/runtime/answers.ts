import type { Json, JsonObject } from "#lib/engine/json.ts";
import type { StepState } from "#lib/engine/state.ts";

/** The answers a person gave to a completed step, by the names of its form; `null` where it keeps none. */
export function answersOf(output: StepState["output"]): JsonObject | null {
  if (isObject(output?.["answers"])) return output["answers"];
  const decision = output?.["decision"];
  return isObject(decision) && typeof decision["outcome"] === "string"
    ? { choice: decision["outcome"] }
    : null;
}

/** The answers of the last time the step was completed before it was asked anew. */
export function earlierAnswers({ history }: StepState): JsonObject | null {
  return answersOf(history.findLast((past) => past.status === "completed")?.output ?? null);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
