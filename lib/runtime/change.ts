import type { ExecutionChange, Job } from "#db/queries/execution-changes.ts";
import type { Advance } from "#lib/engine/advance.ts";
import type { Effect } from "#lib/engine/effect.ts";
import { hasEnded, isSettled } from "#lib/engine/state.ts";
import type { Work } from "#lib/engine/work.ts";

/**
 * What a turn changed, or several in a row, as the rows, events and jobs to be written; the end of an execution that runs in the place of a step
 * is told to that step. Marks the working copy as written.
 */
export function changeOf(
  executionId: string,
  work: Work,
  turn: Pick<Extract<Advance, { ok: true }>, "events" | "effects">,
  at: number,
  parentId: string | null,
): ExecutionChange {
  const { state } = work;
  const [first] = turn.events;
  // An iteration may begin and end in one turn, so a loop leaves several to be written.
  const since = first?.seq ?? Number.POSITIVE_INFINITY;
  const steps = [...work.touched].flatMap((index) => stepChanges(work, index, since));
  work.touched.clear();
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
    error: state.error,
    steps,
    events: turn.events,
    jobs: ended && parentId !== null ? [...jobs, endedJob(executionId)] : jobs,
  };
}

/** The rows of one step: its current iteration, and those past ones that changed at revision `since` or later. */
export function stepChanges(work: Work, index: number, since: number): ExecutionChange["steps"] {
  const { id, definition } = work.plan.steps[index]!;
  const { history, ...now } = work.state.steps[index]!;
  const past = history.filter(({ revision }) => revision >= since);
  return [...past, now].map((state) => ({
    id,
    type: definition.type,
    settled: isSettled(state.status),
    state,
  }));
}

function endedJob(executionId: string): Job {
  return { task: "childEnded", payload: { executionId }, runAt: null, key: `ended:${executionId}` };
}

/** The job of the queue that carries out an effect. */
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
