import type { StepError } from "#lib/engine/state/state.ts";
import { type Task, stepTask } from "#lib/engine/state/task.ts";

import { attemptAt } from "./attempts.ts";
import type { Command, Rejection } from "./command.ts";
import { endInFailure, fail } from "./settle.ts";
import type { Turn } from "./turn.ts";

/**
 * The deadline of a step that starts now, as its event records it. Its timer is requested in the same turn. Instances
 * have none of their own: the deadline of their step is for all of them together.
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
 * Handles a deadline that has passed: fails the step or the execution if that deadline still applies. What was under
 * way for it is cancelled. During a pause nothing fails; `deadlinesAgain` asks for the timers again afterwards.
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

/** Requests the timers of all deadlines that still apply. Timers that fired during a pause had no effect. */
export function deadlinesAgain({ work: { plan, state }, effects }: Turn): void {
  if (state.deadlineAt !== null)
    effects.push({ type: "deadline", step: null, at: state.deadlineAt });
  for (const { index, id } of plan.steps) {
    const { deadlineAt } = state.steps[index]!;
    if (deadlineAt !== null) effects.push({ type: "deadline", step: id, at: deadlineAt });
  }
}
