import type { Json, JsonObject } from "./json.ts";

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

export type StepState = {
  readonly status: StepStatus;
  readonly iteration: number;
  /** How many attempts have begun in this iteration. */
  readonly attempt: number;
  /** The execution's revision at which this step last changed. */
  readonly revision: number;
  /** Names the current attempt of a job; a result that carries another one comes too late. */
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
  /** What earlier iterations came to, the first one first. */
  readonly history: readonly PastIteration[];
  /** The revision of the latest loop that started this step over. Edges that settled before it are used up. */
  readonly loopedAt: number;
  /** The iteration was begun by a loop: the step starts without waiting for its edges. */
  readonly again: boolean;
  /** After a changed answer: an earlier result still holds if the input turns out the same. */
  readonly mayCarry: boolean;
};

/** What an earlier iteration of a step left behind. Whatever was still open in it is cancelled. */
export type PastIteration = Omit<StepState, "history">;

export type ExecutionState = {
  status: ExecutionStatus;
  inputs: JsonObject;
  /** Grows by one with every event: the number of events in the log. */
  revision: number;
  outputs: JsonObject | null;
  error: StepError | null;
  /** When the execution fails if it has not ended by then, in epoch milliseconds. */
  deadlineAt: number | null;
  /** Signals that came before anyone waited for them, by name, first come first served. */
  signals: Readonly<Record<string, readonly Json[]>>;
  /** By the step's index in the plan. Entries are replaced, never changed in place. */
  steps: StepState[];
};

/** Every step's first state; shared, because untouched steps need no object of their own. */
export const untouched: StepState = Object.freeze({
  status: "pending",
  iteration: 1,
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
  history: Object.freeze([]),
  loopedAt: 0,
  again: false,
  mayCarry: false,
});

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

/** Whether a step is open to a person: a form, a proposal, a failure, a signal to be given by hand, or an offer. */
export function takesAnswers({ status, waitingFor, token }: StepState): boolean {
  if (status === "ready") return token === null;
  return status === "waiting" && waitingFor !== "retry" && waitingFor !== "time";
}
