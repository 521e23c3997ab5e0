import type { StepResult } from "#lib/engine/definition/catalog.ts";
import { ExpressionError } from "#lib/engine/expression/expression.ts";
import type { PlanStep } from "#lib/engine/plan/plan.ts";
import { compensationsOf } from "#lib/engine/state/compensation-part.ts";
import { isActive, isSettled, type StepError } from "#lib/engine/state/state.ts";
import {
  instanceOf,
  isMultiInstanceStep,
  openInstancesOf,
  stateOf,
  type Task,
  partOf,
} from "#lib/engine/state/task.ts";
import type { Json, JsonObject } from "#lib/engine/value/json.ts";

import { attemptAt, hasAttempts } from "./attempts.ts";
import { beginEnding } from "./ending.ts";
import { scopeOf } from "./scope.ts";
import { emit, type Turn } from "./turn.ts";

type Failure = {
  readonly error: StepError;
  readonly input?: JsonObject;
  readonly retryAfterMs?: number;
};

/** Completes a step or a part, unless one of its own rules refuses the result. Then it returns that rule's sentence. */
export function complete(
  turn: Turn,
  task: Task,
  result: StepResult,
  more: { input?: JsonObject; carriedFrom?: number; signal?: string } = {},
): string | null {
  const refused = refusal(turn, task, result.output);
  if (refused !== null) return refused;
  const { step, part, address } = task;
  emit(turn, { type: "step.completed", step: address, ...result, ...more });
  if (part !== null) return null;
  for (const rival of step.rivals) {
    withdraw(turn, rival, { type: "step.skipped", reason: "Another choice came first" });
  }
  for (const other of step.cancels) {
    withdraw(turn, other, {
      type: "step.cancelled",
      reason: `Cancelled by "${step.definition.name}"`,
    });
  }
  return null;
}

/** Completes a task that waits for a signal with the signal's data. */
export function signalled(
  turn: Turn,
  task: Task,
  data: Json,
  more: { input?: JsonObject; signal?: string } = {},
): string | null {
  return complete(turn, task, { output: { data } }, more);
}

function withdraw(
  turn: Turn,
  index: number,
  how: { type: "step.skipped" | "step.cancelled"; reason: string },
): void {
  const { plan, state } = turn.work;
  const step = plan.steps[index]!;
  if (!isSettled(state.steps[index]!.status)) emit(turn, { ...how, step: step.id });
  else cancelLeft(turn, step, { reason: how.reason });
}

/** Cancels the instances that are left, unless the step completes without waiting for them. */
function cancelLeft(turn: Turn, step: PlanStep, why: { reason: string; atEnd?: true }): void {
  for (const { address } of openInstancesOf(turn.work, step)) {
    emit(turn, { type: "step.cancelled", step: address, ...why });
  }
}

/** The sentence of the first validation rule that a result breaks. Of instances, each result is checked by itself. */
export function refusal(turn: Turn, task: Task, output: JsonObject): string | null {
  if (isMultiInstanceStep(task)) return null;
  const instance = instanceOf(turn.work, task);
  for (const rule of task.step.rules) {
    try {
      const scope = { ...scopeOf(turn.work, rule.check, instance), output };
      if (rule.check.evaluate(scope) !== true) return rule.message;
    } catch (error) {
      if (!(error instanceof ExpressionError)) throw error;
      return `${rule.message} (The check could not be made: ${error.message})`;
    }
  }
  return null;
}

/**
 * Ends an attempt that failed. In this order: another attempt, if the error allows one and the policy has one left; the
 * edges that leave the step on error; a person's decision, if the step asks for one; else the execution fails. A failed
 * instance fails its step, unless the step collects failures.
 */
export function fail(turn: Turn, task: Task, failure: Failure): void {
  const { error, input } = failure;
  const { step, part, address } = task;
  if (mayRetry(turn, task, error)) {
    delay(turn, task, failure);
    return;
  }
  const named = { step: address, error };
  const recorded = input === undefined ? named : { ...named, input };
  if (!step.handlesError && step.definition.onError === "ask") {
    emit(turn, { type: "step.stopped", ...recorded });
    return;
  }
  emit(turn, { type: "step.failed", ...recorded });
  if (part === null) {
    if (!step.handlesError) endInFailure(turn, error, address);
  } else if (!step.multiInstance?.collectsErrors) failStepOf(turn, step, error);
}

/**
 * A step that did not wait for its instances has ended before them, so nothing that follows it can handle their
 * failure.
 */
function failStepOf(turn: Turn, step: PlanStep, error: StepError): void {
  const { status } = turn.work.state.steps[step.index]!;
  if (!isSettled(status)) {
    emit(turn, { type: "step.failed", step: step.id, error });
    if (step.handlesError) return;
  }
  endInFailure(turn, error, step.id);
}

function mayRetry(turn: Turn, task: Task, error: StepError): boolean {
  const { retry } = task.step.definition;
  if (!hasAttempts(task.step) || !error.retryable || !retry || isMultiInstanceStep(task)) {
    return false;
  }
  return stateOf(turn.work, task).attempt < retry.maxAttempts;
}

function delay(turn: Turn, task: Task, { error, retryAfterMs }: Failure): void {
  const { step, address } = task;
  const { backoffMs, factor, maxBackoffMs } = step.definition.retry!;
  const { attempt } = stateOf(turn.work, task);
  const backoff = Math.min(backoffMs * factor ** (attempt - 1), maxBackoffMs);
  const dueAt = Math.ceil(turn.env.now + Math.max(backoff, retryAfterMs ?? 0));
  const token = turn.env.newToken();
  emit(turn, { type: "step.delayed", step: address, error, dueAt, token });
  turn.effects.push(attemptAt(task, token, dueAt));
}

/** Ends the execution with `error`. What was still under way is cancelled, and completed steps are compensated. */
export function endInFailure(turn: Turn, error: StepError, step?: string): void {
  cancelActive(turn, "The run failed");
  beginEnding(turn, { as: "failed", error, ...(step !== undefined && { step }) });
}

/** Cancels everything that is ready, running or waiting, because the execution ends. */
export function cancelActive(turn: Turn, reason: string): void {
  const { plan, state } = turn.work;
  for (const step of plan.steps) {
    const { status, parts } = state.steps[step.index]!;
    if (isActive(status)) {
      emit(turn, { type: "step.cancelled", step: step.id, reason, atEnd: true });
    }
    if (!parts) continue;
    cancelLeft(turn, step, { reason, atEnd: true });
    for (const [part, compensation] of compensationsOf({ parts })) {
      if (isSettled(compensation.status)) continue;
      const { address } = partOf(step, part);
      emit(turn, { type: "step.cancelled", step: address, reason, atEnd: true });
    }
  }
}

/** A result that one of the step's own rules refused. */
export function ruleBroken(message: string): StepError {
  return { code: "rule_broken", message, retryable: false };
}
