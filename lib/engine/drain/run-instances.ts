import type { MultiInstance } from "#lib/engine/plan/multi-instance.ts";
import type { PlanStep } from "#lib/engine/plan/plan.ts";
import { instanceKeys, type InstanceCounts } from "#lib/engine/state/instance-counts.ts";
import { isSettled, type Parts, type StepError } from "#lib/engine/state/state.ts";
import { partOf, stepTask } from "#lib/engine/state/task.ts";
import { isTaken, type WorkingState } from "#lib/engine/state/working-state.ts";
import { complete, fail } from "#lib/engine/turn/settle.ts";
import { emit, type Turn } from "#lib/engine/turn/turn.ts";
import type { Json, JsonObject } from "#lib/engine/value/json.ts";

import { activate } from "./activate.ts";
import { isHeld } from "./loops.ts";

/**
 * Does the next thing for the instances of a step: completes or fails the step when its instances decide that, or
 * starts one more instance. Returns whether there was anything to do.
 */
export function goOnWithInstances(turn: Turn, step: PlanStep): boolean {
  const { work } = turn;
  const { index, multiInstance: how } = step;
  const { status } = work.state.steps[index]!;
  if (!how || (isSettled(status) ? status !== "completed" : status !== "running")) return false;
  if (status === "running") {
    if (!how.list) addArrivals(turn, step);
    if (settle(turn, step, how)) return true;
  }
  return beginNext(turn, step, how);
}

/** Each taken edge stands for one instance. The instance has the number of the edge, whatever the order of arrival. */
function addArrivals(turn: Turn, step: PlanStep): void {
  const { plan, state } = turn.work;
  for (const [at, edge] of plan.inEdges[step.index]!.entries()) {
    const part = String(at);
    if (!isTaken(turn.work, edge) || state.steps[step.index]!.parts?.has(part)) continue;
    const item = state.steps[plan.edgeFrom[edge]!]!.output ?? {};
    emit(turn, { type: "step.added", step: step.id, part, item });
  }
}

function settle(turn: Turn, step: PlanStep, { complete: until }: MultiInstance): boolean {
  const { work } = turn;
  const { total, settled, completed } = work.instanceCounts.get(step.index)!;
  const closed = isClosed(work, step);
  if (typeof until === "number" && closed && completed + total - settled < until) {
    fail(turn, stepTask(step), { error: tooFew(step, until, completed + total - settled) });
    return true;
  }
  const isOver =
    until === "none" || (until === "all" ? closed && settled === total : completed >= until);
  if (!isOver) return false;
  const { parts } = work.state.steps[step.index]!;
  const output = until === "none" || !parts ? {} : resultsOf(parts);
  complete(turn, stepTask(step), { output });
  return true;
}

/** Whether the step has all the instances that it will ever have. */
function isClosed(
  { plan, settledIn, state }: WorkingState,
  { index, multiInstance: how }: PlanStep,
): boolean {
  if (!how?.list) return settledIn[index] === plan.inDegree[index];
  return !how.open || state.steps[index]!.closed;
}

/** Whether instances may be added to a step now. */
export function takesInstances(work: WorkingState, step: PlanStep): boolean {
  const { status } = work.state.steps[step.index]!;
  return step.multiInstance?.open === true && status === "running" && !isClosed(work, step);
}

function beginNext(turn: Turn, step: PlanStep, { concurrency }: MultiInstance): boolean {
  const { state, instanceCounts } = turn.work;
  const counts = instanceCounts.get(step.index)!;
  if (counts.active >= concurrency || isHeld(turn.work, step)) return false;
  const { parts } = state.steps[step.index]!;
  const key = nextPending(counts, parts);
  if (key === null) return false;
  activate(turn, partOf(step, key));
  return true;
}

function nextPending(counts: InstanceCounts, parts: Parts | null): string | null {
  for (; counts.next < counts.pending.length; counts.next++) {
    const key = counts.pending[counts.next]!;
    if (parts?.get(key)?.status === "pending") return key;
  }
  return null;
}

/** The outputs of the instances, in instance order. Instances without an output are left out. */
function resultsOf(parts: Parts): JsonObject {
  const results: Json[] = [];
  const failures: Json[] = [];
  for (const key of instanceKeys(parts)) {
    const { status, output, error } = parts.get(key)!;
    if (status === "completed") results.push(output ?? {});
    if (status !== "failed" || !error) continue;
    failures.push({ index: Number(key), code: error.code, message: error.message });
  }
  return { results, failures };
}

function tooFew({ definition }: PlanStep, needed: number, possible: number): StepError {
  const message = `"${definition.name}" needs ${needed} of its instances to complete, but only ${possible} can.`;
  return { code: "too_few_instances", message, retryable: false };
}
