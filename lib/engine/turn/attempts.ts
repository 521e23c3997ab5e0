import type { PlanStep } from "#lib/engine/plan/plan.ts";
import type { EventBody } from "#lib/engine/state/event.ts";
import {
  isMultiInstanceStep,
  openInstancesOf,
  stateOf,
  type Task,
  taskAt,
  stepTask,
} from "#lib/engine/state/task.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";

import type { Effect } from "./effect.ts";

/** The effect that starts an attempt at `at`, or at once: a job for a worker, or a child run. */
export function attemptAt({ step, address }: Task, token: string, at: number | null): Effect {
  return { type: step.child ? "child" : "enqueue", step: address, token, at };
}

/** Whether the step is done outside the engine, in attempts under a token. */
export function hasAttempts({ operation: { mode } }: PlanStep): boolean {
  return mode === "job" || mode === "child";
}

/** The events after which an execution no longer needs the child run of a step, in whatever state that is. */
const withdrawing = ["step.cancelled", "step.skipped", "step.rewound", "step.looped"] as const;
type Withdrawing = Extract<EventBody, { type: (typeof withdrawing)[number] }>;

function withdraws(body: EventBody): body is Withdrawing {
  return withdrawing.some((type) => type === body.type);
}

/** The child runs that have to be notified when `body` has happened. Called before it has. */
export function childrenToTell(work: WorkingState, body: EventBody): Effect[] {
  const { plan } = work;
  if (plan.children.length === 0) return [];
  if (body.type === "execution.paused" || body.type === "execution.resumed") {
    return plan.children.flatMap((index) => childEffects(work, stepTask(plan.steps[index]!)));
  }
  if (withdraws(body)) {
    const addresses = "steps" in body ? body.steps : [body.step];
    return addresses.flatMap((address) => {
      const task = taskAt(work, address);
      return task ? childEffects(work, task) : [];
    });
  }
  if (body.type !== "step.completed" && body.type !== "step.failed") return [];
  // The instances of a multi-instance step end with it, unless it completes without waiting for them.
  const task = taskAt(work, body.step);
  if (!task || !isMultiInstanceStep(task)) return [];
  const goesOn = body.type === "step.completed" && task.step.multiInstance?.complete === "none";
  return goesOn ? [] : childEffects(work, task);
}

function childEffects(work: WorkingState, task: Task): Effect[] {
  const { step, part } = task;
  if (!step.child) return [];
  const instances = part === null ? openInstancesOf(work, step) : [];
  return [task, ...instances].flatMap((one) => {
    const { token, dueAt } = stateOf(work, one);
    return token === null ? [] : [attemptAt(one, token, dueAt)];
  });
}
