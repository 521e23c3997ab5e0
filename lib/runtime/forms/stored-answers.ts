import { lastCompleted } from "#lib/engine/state/history.ts";
import type { TaskState } from "#lib/engine/state/state.ts";
import type { Task } from "#lib/engine/state/task.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";
import { isJsonObject, type JsonObject } from "#lib/engine/value/json.ts";

/** The answers a person gave to a completed step, by the names of its form; `null` where it keeps none. */
export function answersOf(output: TaskState["output"]): JsonObject | null {
  if (isJsonObject(output?.["answers"])) return output["answers"];
  const decision = output?.["decision"];
  return isJsonObject(decision) && typeof decision["outcome"] === "string"
    ? { choice: decision["outcome"] }
    : null;
}

/** The previous answers of a step, or of the same instance, before it started over. */
export function earlierAnswers({ state }: WorkingState, { step, part }: Task): JsonObject | null {
  return answersOf(lastCompleted(state.steps[step.index]!, part)?.task.output ?? null);
}

/**
 * Where the unfinished answers for a what-if of a step are kept: separate from the step's own, so that they never
 * appear in the run that they are not for. No step has such an id.
 */
export function whatIfDraft(stepId: string): string {
  return `${stepId} what if`;
}
