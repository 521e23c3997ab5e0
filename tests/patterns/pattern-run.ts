import type { Plan } from "#lib/engine/plan/plan.ts";
import type { ExecutionEvent } from "#lib/engine/state/event.ts";
import type { ExecutionState, StepState, TaskState } from "#lib/engine/state/state.ts";
import { stateOf, taskAt } from "#lib/engine/state/task.ts";
import type { Command, Rejection } from "#lib/engine/turn/command.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

/** What a test may ask of a run, whichever way it is driven. A command that is rejected returns the reason. */
export type PatternRun = {
  state(): Promise<ExecutionState>;
  log(): Promise<readonly ExecutionEvent[]>;
  /** Answers a step's form as a person would, on what they saw at `revision`, or now. */
  answer(step: string, data?: JsonObject, revision?: number): Promise<Rejection | null>;
  /** Everything else: what a person, a worker or a timer sends. */
  send(command: Command): Promise<Rejection | null>;
  step(id: string): Promise<StepState>;
  /** A step or one of its instances, by its address. */
  task(address: string): Promise<TaskState>;
  /** The present child run of a step or an instance. */
  child(address: string): Promise<PatternRun>;
  /** All child runs of its steps, present and ended. */
  children(): Promise<PatternRun[]>;
};

/** The state of the step of this id, which must be there. */
export function stepIn(plan: Plan, state: ExecutionState, id: string): StepState {
  const index = plan.indexOf.get(id);
  if (index === undefined) throw new Error(`There is no step "${id}".`);
  return state.steps[index]!;
}

/** The state of the step or the instance of this address, which must be there. */
export function taskIn(run: Parameters<typeof taskAt>[0], address: string): TaskState {
  const task = taskAt(run, address);
  if (!task) throw new Error(`There is no "${address}".`);
  return stateOf(run, task);
}
