import * as fc from "fast-check";
import { expect, test, vi } from "vitest";

import type { PlanStep } from "#lib/engine/plan/plan.ts";
import { isCompensation, compensationsOf } from "#lib/engine/state/compensation-part.ts";
import { isActive } from "#lib/engine/state/state.ts";
import { type JsonObject, sameJson } from "#lib/engine/value/json.ts";
import { Driver, testPlan } from "#tests/support/engine-driver.ts";
import { drive, goOn, plans, schedules } from "#tests/support/random-runs.ts";

vi.setConfig({ testTimeout: 300_000 });

/** Random plans seldom go round a loop whose step has a compensation. This one does with every other answer. */
const looped = testPlan([
  { id: "open", uses: "test.ask" },
  {
    id: "order",
    compensate: { uses: "test.add" },
    dependencies: [{ step: "judge", on: "a", back: true, maxIterations: 3 }],
  },
  { id: "judge", uses: "test.ask", dependencies: ["order"] },
]);
const anyPlan = fc.oneof(
  { weight: 9, arbitrary: plans },
  { weight: 1, arbitrary: fc.constant(looped) },
);

type Iteration = { step: string; iteration: number };

/** The iterations that a run compensated, in the order in which the compensations began. */
function compensatedIterations({ log }: Driver): Iteration[] {
  return log.flatMap((event) =>
    event.type === "step.added" && isCompensation(event.part)
      ? { step: event.step, iteration: Number(event.item) }
      : [],
  );
}

/** The iterations that still have to be compensated, computed from a log event by event. */
class CompensationModel {
  readonly #iterations = new Map<string, number>();
  readonly #rewound = new Set<string>();
  readonly #outputs = new Map<string, JsonObject>();
  #done: (Iteration & { kept: boolean })[] = [];

  startOver({ type, steps }: { type: string; steps: readonly string[] }): void {
    for (const id of steps) {
      this.#iterations.set(id, this.#of(id) + 1);
      if (type === "step.rewound") this.#rewound.add(id);
      else this.#rewound.delete(id);
    }
    // What a loop starts again does not replace what was done before.
    if (type === "step.looped") for (const one of this.#done) one.kept = true;
  }

  complete({ id, operation: { mode }, multiInstance }: PlanStep, output: JsonObject): void {
    const worksOutside = !multiInstance && (mode === "job" || mode === "child");
    // Collected results are the same where the instances were carried over, and the same answer again is no change.
    const mayRepeat = multiInstance !== null || mode === "interactive";
    if (this.#repeats(id, output) && mayRepeat) return;
    if (!worksOutside) this.#done = this.#done.filter((one) => one.step !== id || one.kept);
    this.#done.push({ step: id, iteration: this.#of(id), kept: false });
  }

  /** The iterations to compensate, the last one first. */
  remaining(): Iteration[] {
    return this.#done.toReversed().map(({ step, iteration }) => ({ step, iteration }));
  }

  #of(id: string): number {
    return this.#iterations.get(id) ?? 1;
  }

  /** Whether a step produces the same output again after an answer was changed. */
  #repeats(id: string, output: JsonObject): boolean {
    const before = this.#outputs.get(id);
    this.#outputs.set(id, output);
    return this.#rewound.has(id) && before !== undefined && sameJson(before, output);
  }
}

function iterationsToCompensate({ log, work: { plan } }: Driver): Iteration[] {
  const model = new CompensationModel();
  for (const event of log) {
    if (event.type === "step.looped" || event.type === "step.rewound") model.startOver(event);
    if (event.type !== "step.completed" || event.carriedFrom !== undefined) continue;
    const step = plan.steps[plan.indexOf.get(event.step) ?? -1];
    if (step?.compensation) model.complete(step, event.output);
  }
  return model.remaining();
}

/** Whether a second cancellation stopped the compensation of a run. */
function isGivenUp({ log, work: { state } }: Driver): boolean {
  const { ending } = state;
  const cut = log.some((e) => e.type === "step.cancelled" && e.atEnd && e.seq > ending!.revision);
  // Nothing may have been under way then: a paused run cannot end in any other way.
  const held = log.findLast((e) => e.type === "execution.paused" || e.type === "execution.resumed");
  return cut || held?.type === "execution.paused";
}

test("completed steps are compensated one at a time, the last first, all of them, and only at the end", () => {
  let began = 0;
  let again = 0;
  let ended = 0;
  fc.assert(
    fc.property(anyPlan, schedules, fc.boolean(), (plan, schedule, failing) => {
      const run = new Driver(plan);
      const watch = () => {
        const parts = plan.steps.flatMap(({ id }) =>
          compensationsOf(run.step(id)).map(([, part]) => part),
        );
        expect(parts.filter(({ status }) => isActive(status)).length).toBeLessThan(2);
        expect(parts.length > 0 && run.work.state.ending === null).toBe(false);
      };
      drive(run, schedule, watch);
      if (failing) run.send({ type: "cancel" });
      goOn(run, schedule, watch);
      const compensated = compensatedIterations(run);
      const expected = iterationsToCompensate(run);
      began += compensated.length;
      again += compensated.filter(({ iteration }) => iteration > 1).length;
      expect(compensated).toEqual(expected.slice(0, compensated.length));
      const { status, ending } = run.work.state;
      expect(ending === null && compensated.length > 0).toBe(false);
      if (status !== "failed" && status !== "cancelled") return;
      ended += 1;
      const isWhole = !ending || isGivenUp(run) || compensated.length === expected.length;
      expect(isWhole).toBe(true);
    }),
    { numRuns: 670 },
  );
  expect(began).toBeGreaterThan(20);
  expect(again).toBeGreaterThan(0);
  expect(ended).toBeGreaterThan(40);
});
