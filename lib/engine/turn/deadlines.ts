import type { StepError } from "#lib/engine/state/state.ts";
import { type Task, stepTask } from "#lib/engine/state/task.ts";

import { attemptAt } from "./attempts.ts";
import type { Command, Rejection } from "./command.ts";
import { endInFailure, fail } from "./settle.ts";
import type { Turn } from "./turn.ts";

/**
 * The deadline of a step that begins now, as its event records it; the timer is asked for in the same turn. Instances have
 * none of their own: that of their step is for all of them together.
 */
export function limited(turn: Turn, { step, part }: Task): { deadlineAt?: number } {
  const { deadlineMs } = step.definition;
  if (deadlineMs === undefined || part !== null) return {};
  const deadlineAt = turn.env.now + deadlineMs;
  turn.effects.push({ type: "deadline", step: step.id, at: deadlineAt });
  return { deadlineAt };
}

/** The same for the whole execution, as it starts. */
export function limitedAsAWhole({ work, env, effects }: Turn): { deadlineAt?: number } {
  const { deadlineMs } = work.plan.definition;
  if (deadlineMs === undefined) return {};
  const deadlineAt = env.now + deadlineMs;
  effects.push({ type: "deadline", step: null, at: deadlineAt });
  return { deadlineAt };
}

/**
 * A deadline has passed: the step, or the execution, fails if it is still under that deadline. What was under way for it
 * is no longer wanted. During a pause nothing fails; `deadlinesAgain` asks again when it is over.
 */
export function deadlinePassed(
  turn: Turn,
  { step: id, at }: Extract<Command, { type: "deadline" }>,
): Rejection | null {
  const { plan, state } = turn.work;
  const index = id === null ? undefined : plan.indexOf.get(id);
  const step = index === undefined ? null : plan.steps[index]!;
  const current = step ? state.steps[step.index]!.deadlineAt : state.deadlineAt;
  if ((id !== null && !step) || current !== at) {
    return { code: "late", message: "This deadline no longer holds." };
  }
  if (state.status === "paused") return { code: "paused", message: "This run is paused." };
  if (!step) {
    endInFailure(turn, passed("The run was"));
    return null;
  }
  const { token } = state.steps[step.index]!;
  if (token !== null && step.child) turn.effects.push(attemptAt(stepTask(step), token, null));
  fail(turn, stepTask(step), { error: passed(`"${step.definition.name}" was`) });
  return null;
}

function passed(what: string): StepError {
  return {
    code: "deadline_passed",
    message: `${what} not done by its deadline.`,
    retryable: false,
  };
}

/** Asks for the timers of every deadline that holds: those that ended during a pause were turned away. */
export function deadlinesAgain({ work: { plan, state }, effects }: Turn): void {
  if (state.deadlineAt !== null)
    effects.push({ type: "deadline", step: null, at: state.deadlineAt });
  for (const { index, id } of plan.steps) {
    const { deadlineAt } = state.steps[index]!;
    if (deadlineAt !== null) effects.push({ type: "deadline", step: id, at: deadlineAt });
  }
}
