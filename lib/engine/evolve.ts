import { noPlans, type PlanLookup, replan } from "./adapt/replan.ts";
import type { ExecutionEvent } from "./event.ts";
import type { JsonObject } from "./json.ts";
import { isSettled, type StepState, untouched } from "./state.ts";
import { consumeInEdges, setStep, unsettleOutEdges, type Work } from "./work.ts";

/** An event about one step. */
export type StepEvent = Exclude<
  Extract<ExecutionEvent, { type: `step.${string}` }>,
  { type: "step.rewound" | "step.looped" }
>;
type ExecutionLevel = Exclude<ExecutionEvent, StepEvent | { type: "execution.patched" }>;

/**
 * Applies one event to a working copy, in place. Folding a log from its start through this always rebuilds the stored
 * state: no clock, no randomness, no decisions; whether the event may happen was decided before it was written. A log in
 * which the execution went over to another definition needs the plan of that definition.
 */
export function evolve(work: Work, event: ExecutionEvent, planOf: PlanLookup = noPlans): void {
  work.state.revision = event.seq;
  if (event.type === "execution.patched") {
    replan(work, planOf(event.to));
    if (event.inputs) work.state.inputs = { ...work.state.inputs, ...event.inputs };
  } else if (!concernsOneStep(event)) evolveExecution(work, event);
  else {
    const index = indexOf(work, event.step);
    const step = work.state.steps[index]!;
    if (event.type === "step.completed" && event.signal !== undefined)
      takeSignal(work, event.signal);
    setStep(work, index, {
      ...step,
      ...limitOf(event),
      revision: event.seq,
      ...changeOf(step, event),
    });
  }
}

/** Whether an event is about one step: not about the execution, nor about all that starts over at once. */
export function concernsOneStep(event: ExecutionEvent): event is StepEvent {
  const { type } = event;
  return type.startsWith("step.") && type !== "step.rewound" && type !== "step.looped";
}

function evolveExecution(work: Work, event: ExecutionLevel): void {
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
    case "execution.forked":
      goOwnWay(work, event);
      return;
    case "step.rewound":
    case "step.looped":
      startRegionOver(work, event);
      return;
    case "signal.kept": {
      const { name, data } = event;
      state.signals = { ...state.signals, [name]: [...(state.signals[name] ?? []), data] };
    }
  }
}

/** Reopens an ended execution; of what was under way nothing is left but the iteration it was in. */
function goOwnWay(
  work: Work,
  { seq, steps }: Extract<ExecutionEvent, { type: "execution.forked" }>,
): void {
  const { plan, state } = work;
  Object.assign(state, { status: "running", outputs: null, error: null, deadlineAt: null });
  for (const id of steps) putBack(work, indexOf(work, id), seq);
  for (const { index } of plan.steps) {
    if (state.steps[index]!.status === "pending") work.queue.push(index);
  }
}

/** Undoes whatever has happened to a step in its iteration. */
function putBack(work: Work, index: number, revision: number): void {
  const { status, iteration, history, loopedAt, again, mayCarry } = work.state.steps[index]!;
  const kept = { iteration, history, loopedAt, again, mayCarry };
  setStep(work, index, { ...untouched, ...kept, revision });
  if (isSettled(status)) unsettleOutEdges(work, index);
}

type StartedOver = Extract<ExecutionEvent, { type: "step.rewound" | "step.looped" }>;

function startRegionOver(work: Work, event: StartedOver): void {
  const { seq: revision } = event;
  const steps = event.steps.map((id) => indexOf(work, id));
  if (event.type === "step.rewound") {
    for (const step of steps) {
      const again = work.state.steps[step]!.again && !followsAny(work, step, steps);
      const mayCarry = !(event.anew && work.plan.steps[step]!.id === event.step);
      startOver(work, step, { revision, mayCarry, again });
    }
    // A step whose edges from outside the region are all settled starts over without a further event.
    work.queue.push(...steps);
  } else {
    const begin = indexOf(work, event.step);
    for (const step of steps) {
      startOver(work, step, { revision, loopedAt: revision, again: step === begin });
    }
    for (const step of steps) consumeInEdges(work, step);
    work.queue.push(begin);
  }
}

/** The deadline of a step that begins with this event. */
function limitOf(event: StepEvent): Pick<StepState, "deadlineAt"> | null {
  return "deadlineAt" in event && event.deadlineAt !== undefined
    ? { deadlineAt: event.deadlineAt }
    : null;
}

const idle = { waitingFor: null, dueAt: null, proposal: null, error: null } as const;
const attemptEnded = { ...idle, token: null } as const;
const ended = { ...attemptEnded, deadlineAt: null } as const;

type Pausing = Extract<StepEvent, { type: `step.${"proposed" | "stopped" | "delayed"}` }>;
type Ending = Extract<
  StepEvent,
  { type: `step.${"completed" | "failed" | "skipped" | "cancelled"}` }
>;

const endings = new Set(["step.completed", "step.failed", "step.skipped", "step.cancelled"]);

/** Whether an event settles its step. */
export function isEnding(event: StepEvent): event is Ending {
  return endings.has(event.type);
}

function changeOf(step: StepState, event: StepEvent): Partial<StepState> {
  if (isEnding(event)) return endedBy(step, event);
  switch (event.type) {
    case "step.queued":
      return { ...idle, status: "ready", input: event.input, token: event.token };
    case "step.offered":
      return { ...idle, status: "ready", input: event.input, token: null };
    case "step.awaited":
      return { ...idle, status: "waiting", waitingFor: "signal", attempt: 1, input: event.input };
    case "step.timed": {
      const { input, dueAt, token } = event;
      return { ...idle, status: "waiting", waitingFor: "time", attempt: 1, input, dueAt, token };
    }
    case "step.opened":
      return { ...idle, status: "waiting", waitingFor: "form", attempt: 1, input: event.input };
    case "step.started":
      return { ...idle, status: "running", attempt: step.attempt + 1, token: event.token };
    case "step.retried":
      return { ...idle, status: "ready", token: event.token, note: event.note ?? null };
    case "step.proposed":
    case "step.stopped":
    case "step.delayed":
      return pausedBy(step, event);
  }
}

/** An attempt has ended, and the step goes on only by a person or another attempt. */
function pausedBy(step: StepState, event: Pausing): Partial<StepState> {
  switch (event.type) {
    case "step.proposed": {
      const { proposal } = event;
      return { ...attemptEnded, status: "waiting", waitingFor: "proposal", proposal };
    }
    case "step.stopped": {
      const { error } = event;
      const input = inputOf(step, event);
      return { ...ended, status: "waiting", waitingFor: "failure", error, input };
    }
    case "step.delayed": {
      const { error, dueAt, token } = event;
      return { ...idle, status: "waiting", waitingFor: "retry", error, dueAt, token };
    }
  }
}

function endedBy(step: StepState, event: Ending): Partial<StepState> {
  switch (event.type) {
    case "step.completed": {
      const { output, outcome = null } = event;
      const attempt = Math.max(step.attempt, 1);
      const input = inputOf(step, event);
      return { ...ended, status: "completed", attempt, input, output, outcome };
    }
    case "step.failed":
      return { ...ended, status: "failed", error: event.error, input: inputOf(step, event) };
    case "step.skipped":
      return { ...ended, status: "skipped" };
    case "step.cancelled":
      return { ...ended, status: "cancelled" };
  }
}

/** What the step was given: as recorded when it was queued or opened, else by the event that ends it. */
function inputOf(step: StepState, event: { input?: JsonObject }): JsonObject | null {
  return event.input ?? step.input;
}

/** Takes the first of the signals kept under this name. */
function takeSignal({ state }: Work, name: string): void {
  const { [name]: kept = [], ...others } = state.signals;
  state.signals = kept.length > 1 ? { ...others, [name]: kept.slice(1) } : others;
}

/** Whether an edge leads from one of the steps to this one. */
function followsAny({ plan }: Work, index: number, steps: readonly number[]): boolean {
  return plan.inEdges[index]!.some((edge) => steps.includes(plan.edgeFrom[edge]!));
}

/** Puts a step back to its beginning; what it came to stays in its history. */
function startOver(
  work: Work,
  index: number,
  next: Pick<StepState, "revision"> & Partial<StepState>,
): void {
  const { history, ...step } = work.state.steps[index]!;
  const left = { ...step, ...ended, status: "cancelled", revision: next.revision } as const;
  setStep(work, index, {
    ...untouched,
    loopedAt: step.loopedAt,
    ...next,
    iteration: step.iteration + 1,
    history: [...history, isSettled(step.status) ? step : left],
  });
  unsettleOutEdges(work, index);
}

function indexOf(work: Work, id: string): number {
  const index = work.plan.indexOf.get(id);
  if (index === undefined) throw new Error(`The log names a step "${id}" that the plan lacks.`);
  return index;
}
