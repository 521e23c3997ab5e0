import type { PlanStep } from "#lib/engine/plan/plan.ts";
import { stepTask } from "#lib/engine/state/task.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";
import { scopeOf } from "#lib/engine/turn/scope.ts";
import { endInFailure, fail } from "#lib/engine/turn/settle.ts";
import { emit, type Turn } from "#lib/engine/turn/turn.ts";
import type { Json } from "#lib/engine/value/json.ts";

import { activate, expressionFailure, skip } from "./activate.ts";
import { compensate } from "./compensate.ts";
import { isHeld, takeLoops } from "./loops.ts";
import { goOnWithInstances } from "./run-instances.ts";

/**
 * Processes the consequences of the events so far: activates every step whose join now holds, runs inline steps, and
 * skips steps that can no longer start. Stops when nothing is left to do or when the turn's bound is reached. Ends the
 * execution when nothing is open.
 */
export function drain(turn: Turn): void {
  goOn(turn);
  const { status, ending } = turn.work.state;
  if (status === "running" && ending) compensate(turn);
}

/** Whether steps may start: the execution is running, and not about to end. */
function goesOn({ state }: WorkingState): boolean {
  return state.status === "running" && !state.ending;
}

function goOn(turn: Turn): void {
  const { work, env } = turn;
  let looked = 0;
  let activated = 0;
  while (goesOn(work)) {
    if (takeLoops(turn)) continue;
    if (looked >= work.queue.length) break;
    if (!env.mayGoOn(activated)) {
      work.queue.splice(0, looked);
      turn.effects.push({ type: "continue" });
      return;
    }
    const step = work.plan.steps[work.queue[looked]!]!;
    if (work.instanceCounts.has(step.index) && goOnWithInstances(turn, step)) {
      activated += 1;
      continue;
    }
    looked += 1;
    if (work.state.steps[step.index]!.status !== "pending") continue;
    const verdict = joinVerdict(work, step);
    if (verdict === "wait" || isHeld(work, step)) continue;
    activated += 1;
    if (verdict === "start") activate(turn, stepTask(step));
    else if (verdict === "skip") skip(turn, stepTask(step), "Nothing led here");
    else starve(turn, step);
  }
  work.queue.splice(0, looked);
  if (goesOn(work) && work.active === 0) finish(turn);
}

/**
 * Whether a step may start now, by its edges. Reads only the counts of settled and taken edges, so the order in which
 * the edges settled never matters.
 */
export function joinVerdict(
  work: WorkingState,
  { index, need }: PlanStep,
): "wait" | "start" | "skip" | "starve" {
  if (work.state.steps[index]!.again) return "start";
  const total = work.plan.inDegree[index]!;
  const settled = work.settledIn[index]!;
  const taken = work.takenIn[index]!;
  if (total === 0) return "start";
  if (need > 0 && taken >= need) return "start";
  if (settled === total && taken === 0) return "skip";
  if (need === 0) return settled === total ? "start" : "wait";
  return taken > 0 && taken + total - settled < need ? "starve" : "wait";
}

function starve(turn: Turn, step: PlanStep): void {
  if (step.definition.onStarved === "skip") {
    skip(turn, stepTask(step), "Too few branches led here");
    return;
  }
  const message = `"${step.definition.name}" waits for ${step.need} branches, but fewer can still arrive.`;
  fail(turn, stepTask(step), { error: { code: "starved_join", message, retryable: false } });
}

function finish(turn: Turn): void {
  const { plan, state } = turn.work;
  const outputs: Record<string, Json> = {};
  try {
    for (const [name, expression] of plan.outputs) {
      outputs[name] = expression.evaluate(scopeOf(turn.work, expression, null));
    }
  } catch (error) {
    endInFailure(turn, expressionFailure(error));
    return;
  }
  if (plan.outputs.size === 0) {
    for (const index of plan.exits) {
      const { status, output } = state.steps[index]!;
      if (status === "completed" && output) outputs[plan.steps[index]!.id] = output;
    }
  }
  emit(turn, { type: "execution.completed", outputs });
}
