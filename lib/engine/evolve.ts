import type { ExecutionEvent } from "./event.ts";
import type { JsonObject } from "./json.ts";
import { isSettled, type StepState, untouched } from "./state.ts";
import { setStep, unsettleOutEdges, type Work } from "./work.ts";

type StepEvent = Exclude<
  Extract<ExecutionEvent, { type: `step.${string}` }>,
  { type: "step.rewound" }
>;
type ExecutionLevel = Exclude<ExecutionEvent, StepEvent>;

/**
 * Applies one event to a working copy, in place. Folding a log from its start through this always rebuilds the stored
 * state: no clock, no randomness, no decisions; whether the event may happen was decided before it was written.
 */
export function evolve(work: Work, event: ExecutionEvent): void {
  work.state.revision = event.seq;
  if (!concernsOneStep(event)) evolveExecution(work, event);
  else {
    const index = indexOf(work, event.step);
    const step = work.state.steps[index]!;
    setStep(work, index, { ...step, revision: event.seq, ...changeOf(step, event) });
  }
}

function concernsOneStep(event: ExecutionEvent): event is StepEvent {
  return event.type.startsWith("step.") && event.type !== "step.rewound";
}

function evolveExecution(work: Work, event: ExecutionLevel): void {
  const { state, plan } = work;
  switch (event.type) {
    case "execution.started":
      state.status = "running";
      state.inputs = event.inputs;
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
    case "step.rewound":
      for (const id of event.steps) rewind(work, indexOf(work, id), event.seq);
      // A step whose edges from outside the region are all settled starts over without a further event.
      for (const id of event.steps) work.queue.push(indexOf(work, id));
  }
}

const idle = { waitingFor: null, dueAt: null, proposal: null, error: null } as const;
const ended = { ...idle, token: null } as const;

function changeOf(step: StepState, event: StepEvent): Partial<StepState> {
  switch (event.type) {
    case "step.queued":
      return { ...idle, status: "ready", input: event.input, token: event.token };
    case "step.opened":
      return { ...idle, status: "waiting", waitingFor: "form", attempt: 1, input: event.input };
    case "step.started":
      return { ...idle, status: "running", attempt: step.attempt + 1, token: event.token };
    case "step.proposed": {
      const { proposal } = event;
      return { ...ended, status: "waiting", waitingFor: "proposal", proposal };
    }
    case "step.completed": {
      const { output, outcome = null } = event;
      const attempt = Math.max(step.attempt, 1);
      const input = inputOf(step, event);
      return { ...ended, status: "completed", attempt, input, output, outcome };
    }
    case "step.failed":
      return { ...ended, status: "failed", error: event.error, input: inputOf(step, event) };
    case "step.stopped": {
      const { error } = event;
      const input = inputOf(step, event);
      return { ...ended, status: "waiting", waitingFor: "failure", error, input };
    }
    case "step.delayed": {
      const { error, dueAt, token } = event;
      return { ...idle, status: "waiting", waitingFor: "retry", error, dueAt, token };
    }
    case "step.retried":
      return { ...idle, status: "ready", token: event.token, note: event.note ?? null };
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

function rewind(work: Work, index: number, revision: number): void {
  const step = work.state.steps[index]!;
  const { iteration, input, output, outcome } = step;
  const status = isSettled(step.status) ? step.status : "cancelled";
  setStep(work, index, {
    ...untouched,
    iteration: iteration + 1,
    revision,
    history: [...step.history, { iteration, status, input, output, outcome }],
  });
  unsettleOutEdges(work, index);
}

function indexOf(work: Work, id: string): number {
  const index = work.plan.indexOf.get(id);
  if (index === undefined) throw new Error(`The log names a step "${id}" that the plan lacks.`);
  return index;
}
