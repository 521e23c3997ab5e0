import type { Catalog, InlineCall, StepResult } from "#lib/engine/definition/catalog.ts";
import type { PlanStep } from "#lib/engine/plan/plan.ts";
import type { StepError } from "#lib/engine/state/state.ts";
import { stateOf, type Task, taskAt } from "#lib/engine/state/task.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";
import type { Command } from "#lib/engine/turn/command.ts";
import { evaluatorFor } from "#lib/engine/turn/scope.ts";

export type Model = {
  /** How long a step takes, in whole milliseconds. */
  durationOf(step: PlanStep): number;
  /** What it gives. Throws where it fails. */
  resultOf(step: PlanStep, call: InlineCall): StepResult;
};

/** One attempt at a step, or at an instance of it. */
export type Attempt = {
  readonly work: WorkingState;
  readonly task: Task;
  readonly token: string;
};

/** Whether the step still waits for this attempt: neither cancelled by others, nor out of time. */
export function isCurrent({ work, task, token }: Attempt): boolean {
  const now = taskAt(work, task.address);
  return now !== null && stateOf(work, now).token === token;
}

/** How an attempt ends that has taken its time. */
export function ending({ work, task, token }: Attempt, model: Model): Command {
  const { step, address } = task;
  const named = { step: address, token };
  const call: InlineCall = {
    uses: step.operation.id,
    config: step.config,
    input: stateOf(work, task).input ?? {},
    evaluate: evaluatorFor(work, task),
  };
  try {
    return { type: "completeJob", ...named, result: model.resultOf(step, call) };
  } catch (thrown) {
    return { type: "failJob", ...named, error: errorOf(thrown) };
  }
}

/** The same operations as jobs: all take time and need no person, except those that start child runs. */
export function allAsJobs(catalog: Catalog): Catalog {
  const operations = [...catalog.operations.values()].map((operation) => {
    const mode = operation.mode === "child" ? ("child" as const) : ("job" as const);
    return [operation.id, { ...operation, mode, proposes: () => false }] as const;
  });
  return { ...catalog, operations: new Map(operations) };
}

/** The error of a simulated step. */
export function errorOf(thrown: unknown): StepError {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: "failed", message, retryable: false };
}
