import type { ExecutionChange, Job, StepChange } from "#db/queries/executions/write-executions.ts";
import type { Advance } from "#lib/engine/advance.ts";
import { historyOf } from "#lib/engine/state/history.ts";
import { hasEnded, isSettled } from "#lib/engine/state/state.ts";
import type { DirtyStep, WorkingState } from "#lib/engine/state/working-state.ts";
import type { Effect } from "#lib/engine/turn/effect.ts";

import { rowsOf } from "./step-rows.ts";

/**
 * The rows, events and jobs to write for one turn, or for several in a row. When a child run ends, they include the job
 * that tells its parent step. Marks the working copy as written.
 */
export function executionChange(
  executionId: string,
  work: WorkingState,
  turn: Pick<Extract<Advance, { ok: true }>, "events" | "effects">,
  at: number,
  parentId: string | null,
): ExecutionChange {
  const { state } = work;
  const since = turn.events[0]?.seq ?? Number.POSITIVE_INFINITY;
  const steps = [...work.dirty].flatMap(([index, dirty]) =>
    stepChanges(work, index, { since, dirty }),
  );
  work.dirty.clear();
  const ended = hasEnded(state.status);
  const jobs = turn.effects.map((effect) => jobOf(executionId, effect));
  return {
    executionId,
    at,
    status: state.status,
    ended,
    revision: state.revision,
    results: state.outputs,
    signals: state.signals,
    deadlineAt: state.deadlineAt,
    ending: state.ending,
    error: state.error,
    steps,
    events: turn.events,
    jobs: ended && parentId !== null ? [...jobs, endedJob(executionId)] : jobs,
  };
}

/**
 * The rows of one step and its parts. An iteration may start and end in one turn, so a loop may leave several rows to
 * write. Of their parts, those that changed after revision `since`. All of them where no dirty parts are given.
 */
export function stepChanges(
  { plan, state }: WorkingState,
  index: number,
  { since = 0, dirty }: { since?: number; dirty?: DirtyStep } = {},
): StepChange[] {
  const { id, definition } = plan.steps[index]!;
  const now = state.steps[index]!;
  const past = historyOf(now, dirty?.past);
  const rows = [
    ...past.flatMap((iteration) => rowsOf(iteration, (_, { revision }) => revision >= since)),
    ...rowsOf(now, (key) => !dirty || dirty.parts?.has(key) === true),
  ];
  return rows.map(({ part, state: row }) => ({
    id,
    part,
    type: definition.type,
    settled: isSettled(row.status),
    state: row,
  }));
}

/** The job that tells the parent step how its child run ended. */
export function endedJob(executionId: string): Job {
  return { task: "childEnded", payload: { executionId }, runAt: null, key: `ended:${executionId}` };
}

/** The job of the queue that processes an effect. */
export function jobOf(executionId: string, effect: Effect): Job {
  switch (effect.type) {
    case "enqueue": {
      const { step, token, at } = effect;
      return { task: "step", payload: { executionId, step, token }, runAt: at, key: token };
    }
    case "wakeAt": {
      const { step, token, at } = effect;
      return { task: "wake", payload: { executionId, step, token }, runAt: at, key: token };
    }
    case "child": {
      const { step, token, at } = effect;
      return { task: "child", payload: { executionId, step, token }, runAt: at, key: token };
    }
    case "deadline": {
      const { step, at } = effect;
      const key = `deadline:${executionId}:${step ?? ""}:${at}`;
      return { task: "deadline", payload: { executionId, step, at }, runAt: at, key };
    }
    case "continue":
      return {
        task: "continue",
        payload: { executionId },
        runAt: null,
        key: `continue:${executionId}`,
      };
  }
}
