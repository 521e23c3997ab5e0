import type { JsonObject } from "#lib/engine/value/json.ts";

import type { StepState, TaskState } from "./state.ts";

/**
 * The latest `count` of the earlier iterations of a step, or all of them where no count is given. The first one first.
 */
export function historyOf(step: StepState, count = Number.POSITIVE_INFINITY): StepState[] {
  const earlier: StepState[] = [];
  for (let one = step.past; one && earlier.length < count; one = one.past) earlier.push(one);
  return earlier.toReversed();
}

/** The last completed state of a step or a part among the earlier iterations. */
export function lastCompleted(
  step: StepState,
  part: string | null,
): { iteration: number; task: TaskState } | null {
  for (let one = step.past; one; one = one.past) {
    const task = part === null ? one : one.parts?.get(part);
    if (task?.status === "completed") return { iteration: one.iteration, task };
  }
  return null;
}

/** The known lists of outputs, by the latest iteration that a list includes. */
const known = new WeakMap<StepState, JsonObject[]>();

/**
 * What the earlier iterations of a step gave that completed, the first one first. In a loop that asks for it in every
 * iteration the same list is extended, so that each iteration costs the same. Whoever wants to keep the list copies it.
 */
export function earlierOutputs({ past: latest }: StepState): readonly JsonObject[] {
  if (!latest) return [];
  const added: JsonObject[] = [];
  let one: StepState | null = latest;
  for (; one && !known.has(one); one = one.past) {
    if (one.status === "completed" && one.output) added.push(one.output);
  }
  const outputs = (one && known.get(one)) ?? [];
  if (one) known.delete(one);
  for (const output of added.toReversed()) outputs.push(output);
  known.set(latest, outputs);
  return outputs;
}
