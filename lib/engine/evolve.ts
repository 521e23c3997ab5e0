import type { ExecutionEvent } from "./event.ts";
import { isSettled, type StepState, untouched } from "./state.ts";
import { setStep, unsettleOutEdges, type Work } from "./work.ts";

type StepEvent = Extract<ExecutionEvent, { step: string; type: `step.${string}` }>;

/**
 * Applies one event to a working copy, in place. Folding a log from its start through this always rebuilds the stored
 * state: no clock, no randomness, no decisions; whether the event may happen was decided before it was written.
 */
export function evolve(work: Work, event: ExecutionEvent): void {
  const { state } = work;
  state.revision = event.seq;
  switch (event.type) {
    case "execution.started":
      state.status = "running";
      state.inputs = event.inputs;
      for (const step of work.plan.steps) {
        if (work.plan.inDegree[step.index] === 0) work.queue.push(step.index);
      }
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
      return;
    default: {
      const index = indexOf(work, event.step);
      setStep(work, index, nextStepState(work.state.steps[index]!, event));
    }
  }
}

function nextStepState(
  step: StepState,
  event: Exclude<StepEvent, { type: "step.rewound" }>,
): StepState {
  const revision = event.seq;
  const idle = { waitingFor: null, dueAt: null, proposal: null, error: null } as const;
  switch (event.type) {
    case "step.queued":
      return {
        ...step,
        ...idle,
        revision,
        status: "ready",
        input: event.input,
        token: event.token,
      };
    case "step.opened": {
      const { input } = event;
      return {
        ...step,
        ...idle,
        revision,
        status: "waiting",
        waitingFor: "form",
        attempt: 1,
        input,
      };
    }
    case "step.started": {
      const { token } = event;
      return { ...step, ...idle, revision, status: "running", attempt: step.attempt + 1, token };
    }
    case "step.proposed": {
      const { proposal } = event;
      return {
        ...step,
        revision,
        status: "waiting",
        waitingFor: "proposal",
        proposal,
        token: null,
      };
    }
    case "step.completed":
      return completed(step, event);
    case "step.failed": {
      const { error, input = step.input } = event;
      return { ...step, ...idle, revision, status: "failed", error, input, token: null };
    }
    case "step.stopped": {
      const { error, input = step.input } = event;
      const stopped = { ...step, ...idle, revision, error, input, token: null };
      return { ...stopped, status: "waiting", waitingFor: "failure" };
    }
    case "step.delayed": {
      const { error, dueAt, token } = event;
      return { ...step, revision, status: "waiting", waitingFor: "retry", error, dueAt, token };
    }
    case "step.retried": {
      const { token, note = null } = event;
      return { ...step, ...idle, revision, status: "ready", token, note };
    }
    case "step.skipped":
      return { ...step, ...idle, revision, status: "skipped", token: null };
    case "step.cancelled":
      return { ...step, ...idle, revision, status: "cancelled", token: null };
  }
}

function completed(
  step: StepState,
  event: Extract<ExecutionEvent, { type: "step.completed" }>,
): StepState {
  return {
    ...step,
    status: "completed",
    revision: event.seq,
    attempt: Math.max(step.attempt, 1),
    token: null,
    waitingFor: null,
    dueAt: null,
    proposal: null,
    error: null,
    input: event.input ?? step.input,
    output: event.output,
    outcome: event.outcome ?? null,
  };
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
