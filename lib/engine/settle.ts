import { attemptAt, hasAttempts } from "./attempts.ts";
import type { StepResult } from "./catalog.ts";
import { ExpressionError } from "./expression.ts";
import type { Json, JsonObject } from "./json.ts";
import type { PlanStep } from "./plan.ts";
import { scopeOf } from "./resolve.ts";
import { isSettled, type StepError } from "./state.ts";
import { emit, type Turn } from "./turn.ts";

type Failure = {
  readonly error: StepError;
  readonly input?: JsonObject;
  readonly retryAfterMs?: number;
};

/** Completes a step, unless one of its own rules refuses the result: then it returns that rule's sentence. */
export function complete(
  turn: Turn,
  step: PlanStep,
  result: StepResult,
  more: { input?: JsonObject; carriedFrom?: number; signal?: string } = {},
): string | null {
  const refused = refusal(turn, step, result.output);
  if (refused !== null) return refused;
  emit(turn, { type: "step.completed", step: step.id, ...result, ...more });
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

/** Completes a step that waits for a signal with what the signal brought. */
export function signalled(
  turn: Turn,
  step: PlanStep,
  data: Json,
  more: { input?: JsonObject; signal?: string } = {},
): string | null {
  return complete(turn, step, { output: { data } }, more);
}

function withdraw(
  turn: Turn,
  index: number,
  how: { type: "step.skipped" | "step.cancelled"; reason: string },
): void {
  const { plan, state } = turn.work;
  if (!isSettled(state.steps[index]!.status)) emit(turn, { ...how, step: plan.steps[index]!.id });
}

/** The sentence of the first validation rule that a result breaks. */
export function refusal(turn: Turn, step: PlanStep, output: JsonObject): string | null {
  for (const rule of step.rules) {
    try {
      const scope = { ...scopeOf(turn.work, rule.check), output };
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
 * edges that leave the step on error; a person's decision, if the step asks for that; else the execution fails.
 */
export function fail(turn: Turn, step: PlanStep, { error, input, retryAfterMs }: Failure): void {
  const { retry, onError } = step.definition;
  const { attempt } = turn.work.state.steps[step.index]!;
  const named = { step: step.id, error };
  if (hasAttempts(step) && error.retryable && retry && attempt < retry.maxAttempts) {
    const backoff = Math.min(retry.backoffMs * retry.factor ** (attempt - 1), retry.maxBackoffMs);
    const dueAt = Math.ceil(turn.env.now + Math.max(backoff, retryAfterMs ?? 0));
    const token = turn.env.newToken();
    emit(turn, { type: "step.delayed", ...named, dueAt, token });
    turn.effects.push(attemptAt(step, token, dueAt));
    return;
  }
  const recorded = input === undefined ? named : { ...named, input };
  if (!step.handlesError && onError === "ask") {
    emit(turn, { type: "step.stopped", ...recorded });
    return;
  }
  emit(turn, { type: "step.failed", ...recorded });
  if (!step.handlesError) endInFailure(turn, error, step.id);
}

/** Ends the execution with `error`; whatever was still under way is cancelled. */
export function endInFailure(turn: Turn, error: StepError, step?: string): void {
  cancelActive(turn, "The run failed");
  emit(turn, { type: "execution.failed", error, ...(step !== undefined && { step }) });
}

/** Cancels every step that is ready, running or waiting, because the execution ends. */
export function cancelActive(turn: Turn, reason: string): void {
  const { plan, state } = turn.work;
  for (const { index, id } of plan.steps) {
    const { status } = state.steps[index]!;
    if (status === "pending" || isSettled(status)) continue;
    emit(turn, { type: "step.cancelled", step: id, reason, atEnd: true });
  }
}

/** A result that one of the step's own rules refused. */
export function ruleBroken(message: string): StepError {
  return { code: "rule_broken", message, retryable: false };
}
