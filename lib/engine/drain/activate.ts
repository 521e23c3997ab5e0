import { ExpressionError } from "#lib/engine/expression/expression.ts";
import { lastCompleted } from "#lib/engine/state/history.ts";
import type { StepError } from "#lib/engine/state/state.ts";
import { isMultiInstanceStep, type Task } from "#lib/engine/state/task.ts";
import { attemptAt } from "#lib/engine/turn/attempts.ts";
import { limited } from "#lib/engine/turn/deadlines.ts";
import { evaluatorFor, resolveInput, scopeFor } from "#lib/engine/turn/scope.ts";
import { complete, fail, ruleBroken, signalled } from "#lib/engine/turn/settle.ts";
import { emit, type Turn } from "#lib/engine/turn/turn.ts";
import { lateWindowEnd } from "#lib/engine/turn/windows.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import { sameJson } from "#lib/engine/value/json.ts";

import { createInstances } from "./create-instances.ts";

/**
 * Starts a step whose join holds, or a pending instance. Skips it where its condition does not hold. Creates the
 * instances of a multi-instance step, runs an inline step, and queues, opens or waits for everything else.
 */
export function activate(turn: Turn, task: Task): void {
  const late = task.part === null ? lateWindowEnd(turn.work, task.step) : null;
  if (late) return emit(turn, late);
  const isMultiInstance = isMultiInstanceStep(task);
  let input: JsonObject = {};
  try {
    if (!holds(turn, task)) {
      skip(turn, task, "Its condition does not hold");
      return;
    }
    if (isMultiInstance) createInstances(turn, task);
    else input = resolveInput(turn.work, task);
  } catch (error) {
    fail(turn, task, { error: expressionFailure(error) });
    return;
  }
  if (!isMultiInstance && !carryOver(turn, task, input)) begin(turn, task, input);
}

function begin(turn: Turn, task: Task, input: JsonObject): void {
  const { step, part, address } = task;
  switch (step.operation.mode) {
    case "inline":
      runInline(turn, task, input);
      return;
    case "job":
    case "child": {
      const token = turn.env.newToken();
      emit(turn, { type: "step.queued", step: address, input, token, ...limited(turn, task) });
      turn.effects.push(attemptAt(task, token, null));
      return;
    }
    case "interactive": {
      // Instances are not claimed: while one is open, the other members of its exclusive group do not start.
      const offered = step.excludes.length > 0 && part === null;
      const type = offered ? "step.offered" : "step.opened";
      emit(turn, { type, step: address, input, ...limited(turn, task) });
      return;
    }
    case "wait":
      wait(turn, task, input);
  }
}

/** A condition that reads `item` or `index` is evaluated for each instance, any other one once for the step. */
function holds(turn: Turn, task: Task): boolean {
  const { guard, multiInstance: how } = task.step;
  if (!guard || (how && how.asksEach === (task.part === null))) return true;
  return guard.evaluate(scopeFor(turn.work, task, guard)) === true;
}

/** Ends a step that does not run. */
export function skip(turn: Turn, { address }: Task, reason: string): void {
  emit(turn, { type: "step.skipped", step: address, reason });
}

function wait(turn: Turn, task: Task, input: JsonObject): void {
  const { step, address } = task;
  const { config, operation } = step;
  const waited = attempted(turn, () => operation.waitFor?.(config, input, turn.env.now));
  if (!waited.ok) return fail(turn, task, { error: waited.error, input });
  if (waited.value?.kind === "signal") {
    const { name } = waited.value;
    const [kept] = turn.work.state.signals[name] ?? [];
    if (kept === undefined) {
      const limit = limited(turn, task);
      emit(turn, { type: "step.awaited", step: address, input, signal: name, ...limit });
    } else {
      const refused = signalled(turn, task, kept, { input, signal: name });
      if (refused !== null) fail(turn, task, { error: ruleBroken(refused), input });
    }
  } else if (waited.value) {
    const token = turn.env.newToken();
    const dueAt = waited.value.at;
    emit(turn, {
      type: "step.timed",
      step: address,
      input,
      dueAt,
      token,
      ...limited(turn, task),
    });
    turn.effects.push({ type: "wakeAt", step: address, token, at: dueAt });
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
 * After a rewind, a step or an instance that gets the same input as before keeps its result. So nobody answers the same
 * question twice, and no job is paid for twice. An approval is always asked for again.
 */
function carryOver(turn: Turn, task: Task, input: JsonObject): boolean {
  const { step, part } = task;
  const now = turn.work.state.steps[step.index]!;
  if (
    !now.mayCarry ||
    step.definition.window ||
    step.operation.approves ||
    step.operation.mode === "inline"
  )
    return false;
  const earlier = lastCompleted(now, part);
  if (!earlier?.task.output || !sameJson(earlier.task.input ?? {}, input)) return false;
  const { output, outcome } = earlier.task;
  const result = { output, ...(outcome !== null && { outcome }) };
  return complete(turn, task, result, { input, carriedFrom: earlier.iteration }) === null;
}

function runInline(turn: Turn, task: Task, input: JsonObject): void {
  const { step } = task;
  const evaluate = evaluatorFor(turn.work, task);
  try {
    const call = { uses: step.operation.id, config: step.config, input, evaluate };
    const refused = complete(turn, task, turn.env.inline(call), { input });
    if (refused !== null) fail(turn, task, { error: ruleBroken(refused), input });
  } catch (error) {
    const known = error instanceof ExpressionError;
    const reason = known ? expressionFailure(error) : turn.env.errorOf(error);
    fail(turn, task, { error: reason, input });
  }
}

/** The failure for an expression that has no value. Any other error is thrown again. */
export function expressionFailure(error: unknown): StepError {
  if (!(error instanceof ExpressionError)) throw error;
  return { code: "expression_failed", message: error.message, retryable: false };
}
