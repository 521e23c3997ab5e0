import * as fc from "fast-check";
import { expect, test, vi } from "vitest";

import type { PlanStep } from "#lib/engine/plan/plan.ts";
import { isCompensation, compensationsOf } from "#lib/engine/state/compensation-part.ts";
import { isActive } from "#lib/engine/state/state.ts";
import { type JsonObject, sameJson } from "#lib/engine/value/json.ts";
import { Driver } from "#tests/support/engine-driver.ts";
import { drive, goOn, plans, schedules } from "#tests/support/random-runs.ts";

vi.setConfig({ testTimeout: 60_000 });

type Round = { step: string; iteration: number };

/** The rounds that a run made up for, in the order in which that began. */
function roundsUndone({ log }: Driver): Round[] {
  return log.flatMap((event) =>
    event.type === "step.added" && isCompensation(event.part)
      ? { step: event.step, iteration: Number(event.item) }
      : [],
  );
}

/** The rounds that there are to make up for, by a log as it goes on. */
class Rounds {
  readonly #iterations = new Map<string, number>();
  readonly #rewound = new Set<string>();
  readonly #outputs = new Map<string, JsonObject>();
  #done: (Round & { kept: boolean })[] = [];

  startOver({ type, steps }: { type: string; steps: readonly string[] }): void {
    for (const id of steps) {
      this.#iterations.set(id, this.#of(id) + 1);
      if (type === "step.rewound") this.#rewound.add(id);
      else this.#rewound.delete(id);
    }
    // What a loop has begun anew stays beside what was done before it.
    if (type === "step.looped") for (const one of this.#done) one.kept = true;
  }

  complete({ id, operation: { mode }, multiInstance }: PlanStep, output: JsonObject): void {
    const worksOutside = !multiInstance && (mode === "job" || mode === "child");
    // What is collected from instances is the same where these were carried over, and the same answer is no change.
    const mayRepeat = multiInstance !== null || mode === "interactive";
    if (this.#repeats(id, output) && mayRepeat) return;
    if (!worksOutside) this.#done = this.#done.filter((one) => one.step !== id || one.kept);
    this.#done.push({ step: id, iteration: this.#of(id), kept: false });
  }

  /** The last one first. */
  toUndo(): Round[] {
    return this.#done.toReversed().map(({ step, iteration }) => ({ step, iteration }));
  }

  #of(id: string): number {
    return this.#iterations.get(id) ?? 1;
  }

  /** Whether a step gives once more, after an answer was changed, what it has given before. */
  #repeats(id: string, output: JsonObject): boolean {
    const before = this.#outputs.get(id);
    this.#outputs.set(id, output);
    return this.#rewound.has(id) && before !== undefined && sameJson(before, output);
  }
}

function roundsToUndo({ log, work: { plan } }: Driver): Round[] {
  const rounds = new Rounds();
  for (const event of log) {
    if (event.type === "step.looped" || event.type === "step.rewound") rounds.startOver(event);
    if (event.type !== "step.completed" || event.carriedFrom !== undefined) continue;
    const step = plan.steps[plan.indexOf.get(event.step) ?? -1];
    if (step?.compensation) rounds.complete(step, event.output);
  }
  return rounds.toUndo();
}

/** Whether somebody has cancelled a run a second time, so that what was left was not made up for. */
function isGivenUp({ log, work: { state } }: Driver): boolean {
  const { ending } = state;
  const cut = log.some((e) => e.type === "step.cancelled" && e.atEnd && e.seq > ending!.revision);
  // Nothing may have been under way then: a run that is paused ends in no other way.
  const held = log.findLast((e) => e.type === "execution.paused" || e.type === "execution.resumed");
  return cut || held?.type === "execution.paused";
}

test("what was done is made up for one at a time, the last first, all of it, and only at the end", () => {
  let began = 0;
  let again = 0;
  let ended = 0;
  fc.assert(
    fc.property(plans, schedules, fc.boolean(), (plan, schedule, failing) => {
      const run = new Driver(plan);
      const watch = () => {
        const parts = plan.steps.flatMap(({ id }) =>
          compensationsOf(run.step(id)).map(([, undo]) => undo),
        );
        expect(parts.filter(({ status }) => isActive(status)).length).toBeLessThan(2);
        expect(parts.length > 0 && run.work.state.ending === null).toBe(false);
      };
      drive(run, schedule, watch);
      if (failing) run.send({ type: "cancel" });
      goOn(run, schedule, watch);
      const undone = roundsUndone(run);
      const wanted = roundsToUndo(run);
      began += undone.length;
      again += undone.filter(({ iteration }) => iteration > 1).length;
      expect(undone).toEqual(wanted.slice(0, undone.length));
      const { status, ending } = run.work.state;
      expect(ending === null && undone.length > 0).toBe(false);
      if (status !== "failed" && status !== "cancelled") return;
      ended += 1;
      const isWhole = !ending || isGivenUp(run) || undone.length === wanted.length;
      expect(isWhole).toBe(true);
    }),
    { numRuns: 600 },
  );
  expect(began).toBeGreaterThan(20);
  expect(again).toBeGreaterThan(0);
  expect(ended).toBeGreaterThan(40);
});
