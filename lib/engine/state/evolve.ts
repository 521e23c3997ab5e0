import { parseAddress } from "./address.ts";
import { isCompensation } from "./compensation-part.ts";
import type { ExecutionEvent } from "./event.ts";
import { evolveForked } from "./evolve-fork.ts";
import { evolveRestarted } from "./evolve-restart.ts";
import { changeOf, concernsTask, limitOf, type TaskEvent } from "./evolve-task.ts";
import { noPlans, type PlanLookup, replan } from "./replan.ts";
import { type Ending, isSettled, newPart } from "./state.ts";
import {
  beginParts,
  cancelInstances,
  enqueue,
  setPart,
  setStep,
  stepNamed,
  type WorkingState,
} from "./working-state.ts";

type StructuralEvent = Exclude<Extract<ExecutionEvent, { type: `step.${string}` }>, TaskEvent>;
type ExecutionLevel = Exclude<
  ExecutionEvent,
  TaskEvent | StructuralEvent | { type: "execution.patched" }
>;

/**
 * Applies one event to a working copy, in place. Folding a log from its start always rebuilds the stored state: no
 * clock, no randomness, no decisions. Whether the event may happen was decided before it was written. For a log in
 * which the execution moved to another definition, `planOf` must find that definition's plan.
 */
export function evolve(
  work: WorkingState,
  event: ExecutionEvent,
  planOf: PlanLookup = noPlans,
): void {
  work.state.revision = event.seq;
  if (event.type === "execution.patched") {
    replan(work, planOf(event.to));
    if (event.inputs) work.state.inputs = { ...work.state.inputs, ...event.inputs };
  } else if (event.type === "step.rewound" || event.type === "step.looped") {
    evolveRestarted(work, event);
  } else if (concernsInstances(event)) evolveInstances(work, event);
  else if (concernsTask(event)) evolveTask(work, event);
  else evolveExecution(work, event);
}

function concernsInstances(event: ExecutionEvent): event is OfInstances {
  const { type } = event;
  return type === "step.spread" || type === "step.added" || type === "step.closed";
}

function evolveTask(work: WorkingState, event: TaskEvent): void {
  const { step: id, part } = parseAddress(event.step);
  const index = stepNamed(work, id);
  const step = work.state.steps[index]!;
  if (event.type === "step.completed" && event.signal !== undefined) takeSignal(work, event.signal);
  if (part !== null) {
    const before = step.parts?.get(part);
    if (!before) throw new Error(`The log names "${event.step}", which the step does not have.`);
    setPart(work, index, part, { ...before, revision: event.seq, ...changeOf(before, event) });
    return;
  }
  setStep(work, index, { ...step, revision: event.seq, ...changeOf(step, event) });
  if (step.parts && endsInstances(work, index)) cancelInstances(work, index, event.seq);
}

/** Instances end with their step, unless the step completed without waiting for them. */
function endsInstances({ plan, state }: WorkingState, index: number): boolean {
  const { status } = state.steps[index]!;
  if (!isSettled(status)) return false;
  return status !== "completed" || plan.steps[index]!.multiInstance?.complete !== "none";
}

type OfInstances = Extract<StructuralEvent, { type: `step.${"spread" | "added" | "closed"}` }>;

function evolveInstances(work: WorkingState, event: OfInstances): void {
  const { seq: revision } = event;
  const index = stepNamed(work, event.step);
  const step = { ...work.state.steps[index]!, revision };
  switch (event.type) {
    case "step.spread":
      beginParts(work, index, { ...step, ...limitOf(event), status: "running", attempt: 1 });
      for (const [key, item] of event.items.entries()) {
        setPart(work, index, String(key), newPart(item, revision));
      }
      return;
    case "step.added":
      if (isCompensation(event.part)) {
        // A step that is compensated has ended before, and its edges depend on how it did.
        const whole = work.state.steps[index]!;
        setStep(work, index, { ...whole, parts: whole.parts ?? new Map() });
      } else if (step.parts) setStep(work, index, step);
      else beginParts(work, index, step);
      setPart(work, index, event.part, newPart(event.item, revision));
      return;
    case "step.closed":
      setStep(work, index, { ...step, closed: true });
      enqueue(work, index);
  }
}

function evolveExecution(work: WorkingState, event: ExecutionLevel): void {
  const { state, plan } = work;
  switch (event.type) {
    case "execution.started":
      state.status = "running";
      state.inputs = event.inputs;
      state.deadlineAt = event.deadlineAt ?? null;
      for (const { index } of plan.steps) if (plan.inDegree[index] === 0) work.queue.push(index);
      return;
    case "execution.paused":
      state.status = "paused";
      return;
    case "execution.resumed":
      state.status = "running";
      return;
    case "execution.completed":
      state.status = "completed";
      state.outputs = event.outputs;
      return;
    case "execution.failed":
      state.status = "failed";
      state.error = event.error;
      return;
    case "execution.cancelled":
      state.status = "cancelled";
      return;
    case "execution.ending":
      state.status = "running";
      state.deadlineAt = null;
      state.ending = endingOf(event);
      return;
    case "execution.forked":
      evolveForked(work, event);
      return;
    case "signal.kept": {
      const { name, data } = event;
      state.signals = { ...state.signals, [name]: [...(state.signals[name] ?? []), data] };
    }
  }
}

function endingOf(event: Extract<ExecutionEvent, { type: "execution.ending" }>): Ending {
  const { as, error, step, reason, since, seq: revision } = event;
  return {
    as,
    ...(error && { error }),
    ...(step !== undefined && { step }),
    ...(reason !== undefined && { reason }),
    ...(since !== undefined && { since }),
    revision,
  };
}

/** Takes the first of the signals kept under this name. */
function takeSignal({ state }: WorkingState, name: string): void {
  const { [name]: kept = [], ...others } = state.signals;
  state.signals = kept.length > 1 ? { ...others, [name]: kept.slice(1) } : others;
}
