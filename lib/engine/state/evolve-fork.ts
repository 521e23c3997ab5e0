import { isInstance, parseAddress } from "./address.ts";
import type { ExecutionEvent } from "./event.ts";
import { ended } from "./evolve-task.ts";
import {
  isActive,
  isSettled,
  newPart,
  type PartState,
  type StepState,
  untouched,
} from "./state.ts";
import {
  enqueue,
  setPart,
  setStep,
  stepNamed,
  unsettleOutEdges,
  type WorkingState,
} from "./working-state.ts";

/** Reopens a copy of an execution. Everything that was under way restarts its iteration. */
export function evolveForked(
  work: WorkingState,
  { seq, steps, deadlineAt, revision }: Extract<ExecutionEvent, { type: "execution.forked" }>,
): void {
  const { plan, state } = work;
  Object.assign(state, {
    status: "running",
    sharedRevision: revision,
    outputs: null,
    error: null,
    deadlineAt: deadlineAt ?? null,
    ending: null,
  });
  for (const address of steps) {
    const { step, part } = parseAddress(address);
    const index = stepNamed(work, step);
    if (part !== null) putPartBack(work, index, part, seq);
    else if (plan.steps[index]!.multiInstance && state.steps[index]!.parts)
      putInstancesBack(work, index, seq);
    else putBack(work, index, seq);
  }
  for (const { index } of plan.steps) {
    if (state.steps[index]!.status === "pending" || work.instanceCounts.has(index))
      enqueue(work, index);
  }
}

/** Resets what has happened to a step in its present iteration. */
function putBack(work: WorkingState, index: number, revision: number): void {
  const { status, iteration, past, loopedAt, again, loopCounts, mayCarry, parts } =
    work.state.steps[index]!;
  // The answers given in a window stay. The question is opened again.
  const kept = { iteration, past, loopedAt, again, loopCounts, mayCarry, parts };
  setStep(work, index, { ...untouched, ...kept, revision });
  if (isSettled(status)) unsettleOutEdges(work, index);
}

/** A multi-instance step keeps the results of its instances. Instances without a result start again. */
function putInstancesBack(work: WorkingState, index: number, revision: number): void {
  const before = work.state.steps[index]!;
  const running = { status: "running", output: null, outcome: null, revision } as const;
  setStep(work, index, { ...before, ...ended, ...running });
  if (isSettled(before.status)) unsettleOutEdges(work, index);
  const collects = work.plan.steps[index]!.multiInstance?.collectsErrors === true;
  for (const [key, part] of before.parts ?? []) {
    const isOver = part.status === "failed" ? collects : !wasCutShort(before, part);
    if (isInstance(key) && !isOver) putPartBack(work, index, key, revision);
  }
}

/** Whether an instance was under way, or was cancelled together with its step. */
function wasCutShort(step: StepState, { status, revision }: PartState): boolean {
  return isActive(status) || (status === "cancelled" && revision === step.revision);
}

function putPartBack(work: WorkingState, index: number, key: string, revision: number): void {
  const part = work.state.steps[index]!.parts!.get(key)!;
  // A compensation of the original is neither repeated nor continued.
  const next: PartState = isInstance(key)
    ? newPart(part.item, revision)
    : { ...part, ...ended, status: "cancelled", revision };
  setPart(work, index, key, next);
}
