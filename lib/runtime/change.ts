import type { ExecutionChange } from "#db/queries/execution-changes.ts";
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
  const { plan, state } = work;
  const [first] = turn.events;
  const steps = [...work.touched].flatMap((index) => {
    const { id, definition } = plan.steps[index]!;
    const { history, ...now } = state.steps[index]!;
    // An iteration may begin and end in one turn, so a loop leaves several to be written.
    const past = history.filter(({ revision }) => first && revision >= first.seq);
    return [...past, now].map((step) => ({
      id,
      type: definition.type,
      settled: isSettled(step.status),
      state: step,
    }));
  });
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

function jobOf(executionId: string, effect: Effect): ExecutionChange["jobs"][number] {
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
