import { attemptAt } from "./attempts.ts";
import { limited } from "./deadlines.ts";
import { ExpressionError, parseExpression } from "./expression.ts";
import type { Json, JsonObject } from "./json.ts";
import { sameJson } from "./json.ts";
import { isHeld, takeLoops } from "./loops.ts";
import type { PlanStep } from "./plan.ts";
import { resolveInput, scopeOf } from "./resolve.ts";
import { complete, endInFailure, fail, ruleBroken, signalled } from "./settle.ts";
import type { StepError } from "./state.ts";
import { emit, type Turn } from "./turn.ts";
import type { Work } from "./work.ts";

/**
 * Goes on from what has happened: activates every step whose join now holds, runs the inline ones, skips those that can
 * no longer start, until nothing is left to do or the turn's bound is reached. Ends the execution when nothing is open.
 */
export function drain(turn: Turn): void {
  const { work, env } = turn;
  let looked = 0;
  let activated = 0;
  while (work.state.status === "running") {
    if (takeLoops(turn)) continue;
    if (looked >= work.queue.length) break;
    if (!env.mayGoOn(activated)) {
      work.queue.splice(0, looked);
      turn.effects.push({ type: "continue" });
      return;
    }
    const step = work.plan.steps[work.queue[looked++]!]!;
    if (work.state.steps[step.index]!.status !== "pending") continue;
    const verdict = joinVerdict(work, step);
    if (verdict === "wait" || isHeld(work, step)) continue;
    activated += 1;
    if (verdict === "start") activate(turn, step);
    else if (verdict === "skip") skip(turn, step, "Nothing led here");
    else starve(turn, step);
  }
  work.queue.splice(0, looked);
  if (work.state.status === "running" && work.active === 0) finish(turn);
}

/**
 * Whether a step may begin now, by its edges. Looks at settled and taken counts only, so that the order in which the edges
 * settled never matters.
 */
export function joinVerdict(
  work: Work,
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

function activate(turn: Turn, step: PlanStep): void {
  let input: JsonObject = {};
  try {
    if (step.guard && step.guard.evaluate(scopeOf(turn.work, step.guard)) !== true) {
      skip(turn, step, "Its condition does not hold");
      return;
    }
    input = resolveInput(turn.work, step);
  } catch (error) {
    fail(turn, step, { error: expressionFailure(error) });
    return;
  }
  if (carryOver(turn, step, input)) return;
  switch (step.operation.mode) {
    case "inline":
      runInline(turn, step, input);
      return;
    case "job":
    case "child": {
      const token = turn.env.newToken();
      emit(turn, { type: "step.queued", step: step.id, input, token, ...limited(turn, step) });
      turn.effects.push(attemptAt(step, token, null));
      return;
    }
    case "interactive": {
      const type = step.excludes.length > 0 ? "step.offered" : "step.opened";
      emit(turn, { type, step: step.id, input, ...limited(turn, step) });
      return;
    }
    case "wait":
      wait(turn, step, input);
  }
}

function wait(turn: Turn, step: PlanStep, input: JsonObject): void {
  const { id, config, operation } = step;
  const waited = attempted(turn, () => operation.waitFor?.(config, input, turn.env.now));
  if (!waited.ok) return fail(turn, step, { error: waited.error, input });
  if (waited.value?.kind === "signal") {
    const { name } = waited.value;
    const [kept] = turn.work.state.signals[name] ?? [];
    if (kept === undefined) {
      emit(turn, { type: "step.awaited", step: id, input, signal: name, ...limited(turn, step) });
    } else {
      const refused = signalled(turn, step, kept, { input, signal: name });
      if (refused !== null) fail(turn, step, { error: ruleBroken(refused), input });
    }
  } else if (waited.value) {
    const token = turn.env.newToken();
    const dueAt = waited.value.at;
    emit(turn, { type: "step.timed", step: id, input, dueAt, token, ...limited(turn, step) });
    turn.effects.push({ type: "wakeAt", step: id, token, at: dueAt });
  }
}

type Attempted<T> = { ok: true; value: T } | { ok: false; error: StepError };

function attempted<T>(turn: Turn, work: () => T): Attempted<T> {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    return { ok: false, error: turn.env.errorOf(error) };
  }
}

/**
 * After a rewind, a step whose input is the same as before keeps its result: nobody answers the same question twice, and
 * no job is paid for twice. An approval is always asked for anew.
 */
function carryOver(turn: Turn, step: PlanStep, input: JsonObject): boolean {
  const { history, mayCarry } = turn.work.state.steps[step.index]!;
  if (!mayCarry || step.operation.approves || step.operation.mode === "inline") return false;
  const past = history.findLast((h) => h.status === "completed");
  if (!past?.output || !sameJson(past.input ?? {}, input)) return false;
  const result = { output: past.output, ...(past.outcome !== null && { outcome: past.outcome }) };
  return complete(turn, step, result, { input, carriedFrom: past.iteration }) === null;
}

function runInline(turn: Turn, step: PlanStep, input: JsonObject): void {
  const evaluate = (source: string): Json => {
    const parsed = parseExpression(source);
    if (!parsed.ok) throw new ExpressionError(parsed.message);
    return parsed.expression.evaluate(scopeOf(turn.work, parsed.expression));
  };
  try {
    const call = { uses: step.operation.id, config: step.config, input, evaluate };
    const refused = complete(turn, step, turn.env.inline(call), { input });
    if (refused !== null) fail(turn, step, { error: ruleBroken(refused), input });
  } catch (error) {
    const known = error instanceof ExpressionError;
    fail(turn, step, { error: known ? expressionFailure(error) : turn.env.errorOf(error), input });
  }
}

function skip(turn: Turn, step: PlanStep, reason: string): void {
  emit(turn, { type: "step.skipped", step: step.id, reason });
}

function starve(turn: Turn, step: PlanStep): void {
  if (step.definition.onStarved === "skip") {
    skip(turn, step, "Too few branches led here");
    return;
  }
  const message = `"${step.definition.name}" waits for ${step.need} branches, but fewer can still arrive.`;
  fail(turn, step, { error: { code: "starved_join", message, retryable: false } });
}

function finish(turn: Turn): void {
  const { plan, state } = turn.work;
  const outputs: Record<string, Json> = {};
  try {
    for (const [name, expression] of plan.outputs) {
      outputs[name] = expression.evaluate(scopeOf(turn.work, expression));
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

function expressionFailure(error: unknown): StepError {
  if (!(error instanceof ExpressionError)) throw error;
  return { code: "expression_failed", message: error.message, retryable: false };
}
