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

/** What gets an attempt going at `at`, or at once: a job for a worker, or a child execution. */
export function attemptAt({ step, address }: Task, token: string, at: number | null): Effect {
  return { type: step.child ? "child" : "enqueue", step: address, token, at };
}

/** Whether attempts of the step are made outside, under a token. */
export function hasAttempts({ operation: { mode } }: PlanStep): boolean {
  return mode === "job" || mode === "child";
}

/** Events by which an execution stops wanting what runs in a step's place, however far that is. */
const withdrawing = ["step.cancelled", "step.skipped", "step.rewound", "step.looped"] as const;
type Withdrawing = Extract<EventBody, { type: (typeof withdrawing)[number] }>;

function withdraws(body: EventBody): body is Withdrawing {
  return withdrawing.some((type) => type === body.type);
}

/** The children that are to be told when `body` has happened. Called before it has. */
export function childrenToTell(work: WorkingState, body: EventBody): Effect[] {
  const { plan } = work;
  if (plan.children.length === 0) return [];
  if (body.type === "execution.paused" || body.type === "execution.resumed") {
    return plan.children.flatMap((index) => told(work, stepTask(plan.steps[index]!)));
  }
  if (withdraws(body)) {
    const addresses = "steps" in body ? body.steps : [body.step];
    return addresses.flatMap((address) => {
      const task = taskAt(work, address);
      return task ? told(work, task) : [];
    });
  }
  if (body.type !== "step.completed" && body.type !== "step.failed") return [];
  // With a step that is divided its instances end, unless it goes on without them.
  const task = taskAt(work, body.step);
  if (!task || !isMultiInstanceStep(task)) return [];
  const goesOn = body.type === "step.completed" && task.step.multiInstance?.complete === "none";
  return goesOn ? [] : told(work, task);
}

function told(work: WorkingState, task: Task): Effect[] {
  const { step, part } = task;
  if (!step.child) return [];
  const instances = part === null ? openInstancesOf(work, step) : [];
  return [task, ...instances].flatMap((one) => {
    const { token, dueAt } = stateOf(work, one);
    return token === null ? [] : [attemptAt(one, token, dueAt)];
  });
}
