import type { StepResult } from "#lib/engine/definition/catalog.ts";
import { maxInstances } from "#lib/engine/plan/multi-instance.ts";
import { instanceKeys } from "#lib/engine/state/instance-counts.ts";
import { partOf, type Task } from "#lib/engine/state/task.ts";
import { complete, refusal } from "#lib/engine/turn/settle.ts";
import { emit, type Turn } from "#lib/engine/turn/turn.ts";

/**
 * Keeps one more answer to a question whose window is open. The question stays open. Returns the sentence of the
 * validation rule that refuses the answer, if one does.
 */
export function answerInWindow(turn: Turn, task: Task, result: StepResult): string | null {
  const refused = refusal(turn, task, result.output);
  if (refused !== null) return refused;
  const { step } = task;
  const { parts, input } = turn.work.state.steps[step.index]!;
  const count = parts ? instanceKeys(parts).length : 0;
  if (count >= maxInstances) return `This may be answered ${maxInstances} times at most.`;
  const part = String(count);
  emit(turn, { type: "step.added", step: step.id, part, item: null });
  // Each answer is kept together with the input that it was given for.
  const asked = input === null ? {} : { input };
  return complete(turn, partOf(step, part), { output: result.output }, asked);
}
