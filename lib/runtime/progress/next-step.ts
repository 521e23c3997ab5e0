import { takesInstances } from "#lib/engine/drain/run-instances.ts";
import { hasEnded, type TaskState, type WaitingFor } from "#lib/engine/state/state.ts";
import { stateOf, type Task, tasksOf, stepTask } from "#lib/engine/state/task.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";

const forPerson: ReadonlySet<WaitingFor> = new Set(["form", "proposal", "failure"]);

/** Whether a task can continue only when a person acts. */
export function needsPerson({ status, waitingFor, token }: TaskState): boolean {
  // An offered step of an exclusive group is ready without being queued.
  if (status === "ready") return token === null;
  return status === "waiting" && (waitingFor === null || forPerson.has(waitingFor));
}

/**
 * Whether a task is under way without a person: queued, running, or waiting for a time, a signal, or its next attempt.
 */
export function isUnderWay(state: TaskState): boolean {
  const { status } = state;
  const open = status === "ready" || status === "running" || status === "waiting";
  return open && !needsPerson(state);
}

/** Whether nothing waits for it: a question that may be answered for as long as its window is open. */
function isOptional({ step, part }: Task): boolean {
  return step.definition.window !== undefined && part === null;
}

/** Where a run continues: the first task that needs a person, else the first under way. `null` when nothing is open. */
export function nextStep(work: WorkingState): Task | null {
  if (hasEnded(work.state.status)) return null;
  const find = (matches: (task: TaskState) => boolean, optional = false): Task | null => {
    for (const task of tasksOf(work)) {
      if (isOptional(task) === optional && matches(stateOf(work, task))) return task;
    }
    return null;
  };
  return find(needsPerson) ?? openList(work) ?? find(isUnderWay) ?? find(needsPerson, true);
}

/** The first step to which instances may be added: a person has to close its list. */
function openList(work: WorkingState): Task | null {
  const step = work.plan.steps.find((one) => takesInstances(work, one));
  return step ? stepTask(step) : null;
}

/** Whether a person has to act for anything in a run to continue. */
export function someNeedsPerson(work: WorkingState): boolean {
  for (const task of tasksOf(work)) {
    if (!isOptional(task) && needsPerson(stateOf(work, task))) return true;
  }
  return openList(work) !== null;
}
