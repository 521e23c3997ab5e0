import type { JsonObject } from "#lib/engine/value/json.ts";

import type { ExecutionEvent } from "./event.ts";
import type { TaskState } from "./state.ts";

type OfStep = Extract<ExecutionEvent, { type: `step.${string}` }>;
/** Events of a step as a whole, not of an attempt at it. */
type Structural = `step.${"rewound" | "looped" | "spread" | "added" | "closed"}`;
/** What can happen to a step and to each of its parts alike. */
export type TaskEvent = Exclude<OfStep, { type: Structural }>;

const structural: ReadonlySet<string> = new Set(
  ["rewound", "looped", "spread", "added", "closed"].map((name) => `step.${name}`),
);

/** Whether an event is about one step or part, and not about the execution, nor about instances or starting over. */
export function concernsTask(event: ExecutionEvent): event is TaskEvent {
  return event.type.startsWith("step.") && !structural.has(event.type);
}

const idle = { waitingFor: null, dueAt: null, proposal: null, error: null } as const;
const attemptEnded = { ...idle, token: null } as const;
/** The fields that are cleared when a task ends. */
export const ended = { ...attemptEnded, deadlineAt: null } as const;

type Pausing = Extract<TaskEvent, { type: `step.${"proposed" | "stopped" | "delayed"}` }>;
type Ending = Extract<
  TaskEvent,
  { type: `step.${"completed" | "failed" | "skipped" | "cancelled"}` }
>;

const endings = new Set(["step.completed", "step.failed", "step.skipped", "step.cancelled"]);

/** Whether an event ends its task. */
export function isEnding(event: TaskEvent): event is Ending {
  return endings.has(event.type);
}

/** The fields of a task, be it a step or a part, that an event changes. */
export function changeOf(task: TaskState, event: TaskEvent): Partial<TaskState> {
  return isEnding(event) ? endedBy(task, event) : { ...limitOf(event), ...begunBy(task, event) };
}

/** The deadline of a task that starts with this event. */
export function limitOf(event: OfStep): Partial<TaskState> {
  const deadlineAt = "deadlineAt" in event ? event.deadlineAt : undefined;
  return deadlineAt === undefined ? {} : { deadlineAt };
}

function begunBy(task: TaskState, event: Exclude<TaskEvent, Ending>): Partial<TaskState> {
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
      return { ...idle, status: "running", attempt: task.attempt + 1, token: event.token };
    case "step.retried":
      return { ...idle, status: "ready", token: event.token, note: event.note ?? null };
    case "step.proposed":
    case "step.stopped":
    case "step.delayed":
      return pausedBy(task, event);
  }
}

/** An attempt has ended. Only a person or another attempt can continue the task. */
function pausedBy(task: TaskState, event: Pausing): Partial<TaskState> {
  switch (event.type) {
    case "step.proposed": {
      const { proposal } = event;
      return { ...attemptEnded, status: "waiting", waitingFor: "proposal", proposal };
    }
    case "step.stopped": {
      const { error } = event;
      const input = inputOf(task, event);
      return { ...ended, status: "waiting", waitingFor: "failure", error, input };
    }
    case "step.delayed": {
      const { error, dueAt, token } = event;
      return { ...idle, status: "waiting", waitingFor: "retry", error, dueAt, token };
    }
  }
}

function endedBy(task: TaskState, event: Ending): Partial<TaskState> {
  switch (event.type) {
    case "step.completed": {
      const { output, outcome = null } = event;
      const attempt = Math.max(task.attempt, 1);
      const input = inputOf(task, event);
      return { ...ended, status: "completed", attempt, input, output, outcome };
    }
    case "step.failed":
      return { ...ended, status: "failed", error: event.error, input: inputOf(task, event) };
    case "step.skipped":
      return { ...ended, status: "skipped" };
    case "step.cancelled":
      return { ...ended, status: "cancelled" };
  }
}

/** The input of the task: as recorded when it was queued or opened, else by the event that ends it. */
function inputOf(task: TaskState, event: { input?: JsonObject }): JsonObject | null {
  return event.input ?? task.input;
}
