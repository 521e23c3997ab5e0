import type { Json, JsonObject } from "#lib/engine/value/json.ts";

export type ExecutionStatus =
  | "pending"
  | "running"
  | "paused"
  | "completed"
  | "failed"
  | "cancelled";

export type StepStatus =
  | "pending"
  | "ready"
  | "running"
  | "waiting"
  | "completed"
  | "skipped"
  | "failed"
  | "cancelled";

/**
 * What a waiting step waits for: answers to its form, a decision on what a job proposed, the next attempt of a retry,
 * a person's decision about a failure, a signal, or a moment in time.
 */
export type WaitingFor = "form" | "proposal" | "retry" | "failure" | "signal" | "time";

export type StepError = {
  readonly code: string;
  readonly message: string;
  readonly retryable: boolean;
  readonly details?: Json;
};

/** The state of a task: of a step, or of one of its parts. */
export type TaskState = {
  readonly status: StepStatus;
  /** How many attempts have begun in this iteration. */
  readonly attempt: number;
  /** The execution's revision at which this last changed. */
  readonly revision: number;
  /** Identifies the current attempt of a job. A result with another token comes too late. */
  readonly token: string | null;
  readonly waitingFor: WaitingFor | null;
  /** When a retry is due, or the moment waited for, in epoch milliseconds. */
  readonly dueAt: number | null;
  /** When the step fails if it has not ended by then, in epoch milliseconds. */
  readonly deadlineAt: number | null;
  readonly input: JsonObject | null;
  /** What a person asked to be different when they asked for another attempt. */
  readonly note: Json | null;
  /** What a job proposed and a person has yet to accept. */
  readonly proposal: JsonObject | null;
  readonly output: JsonObject | null;
  readonly outcome: string | null;
  readonly error: StepError | null;
};

/** One instance of a step. `item` is what it was created for. */
export type PartState = TaskState & { readonly item: Json };

/** The parts of a step by their keys: its instances are "0", "1" and so on. */
export type Parts = Map<string, PartState>;

export type StepState = TaskState & {
  readonly iteration: number;
  /**
   * The iteration before this one as it ended, which links to the one before it in turn. So each iteration costs the
   * same however many there were, and whoever holds an earlier state keeps it unchanged.
   */
  readonly past: StepState | null;
  /** The revision of the latest loop that started this step over. It consumed the edges that settled before. */
  readonly loopedAt: number;
  /** The iteration was begun by a loop: the step starts without waiting for its edges. */
  readonly again: boolean;
  /**
   * How often each loop that leads back to this step has started it over, by the step that the loop leads back from.
   * Counted anew since an outer loop or a person started the step over; null for none.
   */
  readonly loopCounts: Readonly<Record<string, number>> | null;
  /** After a changed answer: an earlier result still holds if the input turns out the same. */
  readonly mayCarry: boolean;
  /**
   * The parts of the step: its instances and compensations. As with `steps`, entries are replaced, never changed in
   * place.
   */
  readonly parts: Parts | null;
  /** A person said that no more instances will be added. */
  readonly closed: boolean;
};

/** How an execution will end once its steps have been compensated, and from which revision on they are. */
export type Ending = {
  readonly as: "failed" | "cancelled";
  readonly error?: StepError;
  readonly step?: string;
  readonly reason?: string;
  /** What was done up to this revision is left to another execution, which continues from there. */
  readonly since?: number;
  readonly revision: number;
};

export type ExecutionState = {
  status: ExecutionStatus;
  inputs: JsonObject;
  /** Grows by one with every event: the number of events in the log. */
  revision: number;
  /**
   * How many of its events are the log of the execution that it was forked from. What was done by then belongs to that
   * one.
   */
  sharedRevision: number;
  outputs: JsonObject | null;
  error: StepError | null;
  /** When the execution fails if it has not ended by then, in epoch milliseconds. */
  deadlineAt: number | null;
  /** Kept after it has ended. */
  ending: Ending | null;
  /** Signals that came before any step waited for them, by name. The first to come is the first to be used. */
  signals: Readonly<Record<string, readonly Json[]>>;
  /** By the step's index in the plan. Entries are replaced, never changed in place. */
  steps: StepState[];
};

const idle: TaskState = Object.freeze({
  status: "pending",
  attempt: 0,
  revision: 0,
  token: null,
  waitingFor: null,
  dueAt: null,
  deadlineAt: null,
  input: null,
  note: null,
  proposal: null,
  output: null,
  outcome: null,
  error: null,
});

/** The first state of every step. It is shared, because steps without events need no object of their own. */
export const untouched: StepState = Object.freeze({
  ...idle,
  iteration: 1,
  past: null,
  loopedAt: 0,
  again: false,
  loopCounts: null,
  mayCarry: false,
  parts: null,
  closed: false,
});

/** A copy of the state to try things out on. Changes of the copy do not reach the original. */
export function copyOf(state: ExecutionState): ExecutionState {
  const steps = state.steps.map((step) =>
    step.parts ? Object.assign({}, step, { parts: new Map(step.parts) }) : step,
  );
  return { ...state, steps };
}

/** A part without events. */
export function newPart(item: Json, revision: number): PartState {
  return { ...idle, item, revision };
}

/** Whether a step will not change any more in this iteration. */
export function isSettled(status: StepStatus): boolean {
  return (
    status === "completed" || status === "skipped" || status === "failed" || status === "cancelled"
  );
}

/** Whether an execution has reached its end. */
export function hasEnded(status: ExecutionStatus): boolean {
  return status === "completed" || status === "failed" || status === "cancelled";
}

/** Whether a task is open to a person: a form, a proposal, a failure, a signal to be given by hand, or an offer. */
export function takesAnswers({ status, waitingFor, token }: TaskState): boolean {
  if (status === "ready") return token === null;
  return status === "waiting" && waitingFor !== "retry" && waitingFor !== "time";
}

/** Whether a task is under way, or open to somebody. */
export function isActive(status: StepStatus): boolean {
  return status === "ready" || status === "running" || status === "waiting";
}

/**
 * Whether a step holds its exclusive group. A step that is only offered does not, nor does one that stopped and waits
 * for a person's decision.
 */
export function isUnderWay({ status, waitingFor, token }: TaskState): boolean {
  if (status === "ready") return token !== null;
  return status === "running" || (status === "waiting" && waitingFor !== "failure");
}

/** Whether anything has happened to a step, in this iteration or an earlier one. */
export function hasHappened({ revision }: StepState): boolean {
  return revision > 0;
}
