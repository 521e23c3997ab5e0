import { ExpressionError } from "#lib/engine/expression/expression.ts";
import { maxInstances } from "#lib/engine/plan/multi-instance.ts";
import type { Task } from "#lib/engine/state/task.ts";
import { limited } from "#lib/engine/turn/deadlines.ts";
import { scopeOf } from "#lib/engine/turn/scope.ts";
import { emit, type Turn } from "#lib/engine/turn/turn.ts";
import type { Json } from "#lib/engine/value/json.ts";

/**
 * Creates the instances of a multi-instance step: one for each item of its list as it is now, or none yet where each
 * taken edge adds one later. Throws `ExpressionError` where the list has no value or is not a list.
 */
export function createInstances(turn: Turn, task: Task): void {
  const { step } = task;
  const list = step.multiInstance?.list;
  const items = list ? itemsOf(list.source, list.evaluate(scopeOf(turn.work, list, null))) : [];
  emit(turn, { type: "step.spread", step: step.id, items, ...limited(turn, task) });
}

function itemsOf(source: string, value: Json): readonly Json[] {
  if (!isList(value)) throw new ExpressionError(`${source} is not a list.`);
  if (value.length <= maxInstances) return value;
  throw new ExpressionError(
    `${source} has ${value.length} items; a step may be done for ${maxInstances} at most.`,
  );
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
