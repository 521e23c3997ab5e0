import type { ExecutionChange, Job } from "#db/queries/execution-changes.ts";
import type { Advance } from "#lib/engine/advance.ts";
import type { Effect } from "#lib/engine/effect.ts";
import { hasEnded, isSettled } from "#lib/engine/state.ts";
import type { Work } from "#lib/engine/work.ts";

/** What a turn changed, as the rows, events and jobs to be written. Marks the working copy as written. */
export function changeOf(
  executionId: string,
  work: Work,
  turn: Extract<Advance, { ok: true }>,
  at: number,
): ExecutionChange {
  const { state } = work;
  const [first] = turn.events;
  // An iteration may begin and end in one turn, so a loop leaves several to be written.
  const since = first?.seq ?? Number.POSITIVE_INFINITY;
  const steps = [...work.touched].flatMap((index) => stepChanges(work, index, since));
  work.touched.clear();
  return {
    executionId,
    at,
    status: state.status,
    ended: hasEnded(state.status),
    revision: state.revision,
    results: state.outputs,
    signals: state.signals,
    error: state.error,
    steps,
    events: turn.events,
    jobs: turn.effects.map((effect) => jobOf(executionId, effect)),
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
    case "continue":
      return {
        task: "continue",
        payload: { executionId },
        runAt: null,
        key: `continue:${executionId}`,
      };
  }
}
