import { parseAddress } from "./address.ts";
import type { ExecutionEvent } from "./event.ts";
import { ended } from "./evolve-task.ts";
import { isSettled, newPart, type StepState, untouched } from "./state.ts";
import {
  cancelInstances,
  consumeInEdges,
  leaveIteration,
  setPart,
  setStep,
  stepNamed,
  unsettleOutEdges,
  type WorkingState,
} from "./working-state.ts";

type StartedOver = Extract<ExecutionEvent, { type: "step.rewound" | "step.looped" }>;

/** Starts a step and all that follows from it over, or a part by itself. Their results stay in the step's history. */
export function evolveRestarted(work: WorkingState, event: StartedOver): void {
  const { seq: revision } = event;
  const { step: id, part } = parseAddress(event.step);
  if (part !== null) {
    const index = stepNamed(work, id);
    const { item } = work.state.steps[index]!.parts!.get(part)!;
    setPart(work, index, part, newPart(item, revision));
    return;
  }
  const steps = event.steps.map((step) => stepNamed(work, step));
  if (event.type === "step.rewound") {
    for (const step of steps) {
      const again = work.state.steps[step]!.again && !followsAny(work, step, steps);
      const mayCarry = !(event.anew && work.plan.steps[step]!.id === event.step);
      startOver(work, step, { revision, mayCarry, again });
    }
    // A step whose edges from outside the region are all settled starts over without a further event.
    work.queue.push(...steps);
  } else {
    const begin = stepNamed(work, event.step);
    const { loopCounts } = work.state.steps[begin]!;
    for (const step of steps) {
      const again = step === begin;
      const counts = again
        ? { ...loopCounts, [event.by]: timesTaken(loopCounts, event.by) + 1 }
        : null;
      startOver(work, step, { revision, loopedAt: revision, again, loopCounts: counts });
    }
    for (const step of steps) consumeInEdges(work, step);
    work.queue.push(begin);
  }
}

/** How often the loop from a step has been taken, by the counts of the step that it leads back to. */
export function timesTaken(counts: StepState["loopCounts"], from: string): number {
  return counts && Object.hasOwn(counts, from) ? counts[from]! : 0;
}

/** Whether an edge leads from one of the steps to this one. */
function followsAny({ plan }: WorkingState, index: number, steps: readonly number[]): boolean {
  return plan.inEdges[index]!.some((edge) => steps.includes(plan.edgeFrom[edge]!));
}

/** Starts a new iteration of a step. The ended one stays in its history. */
function startOver(
  work: WorkingState,
  index: number,
  next: Pick<StepState, "revision"> & Partial<StepState>,
): void {
  const step = work.state.steps[index]!;
  cancelInstances(work, index, next.revision);
  const left = { ...step, ...ended, status: "cancelled", revision: next.revision } as const;
  setStep(work, index, {
    ...untouched,
    loopedAt: step.loopedAt,
    ...next,
    iteration: step.iteration + 1,
    past: isSettled(step.status) ? step : left,
  });
  leaveIteration(work, index);
  unsettleOutEdges(work, index);
}
