import * as fc from "fast-check";
import { expect, test, vi } from "vitest";

import { Driver } from "#tests/support/engine-driver.ts";
import { drive, goOn, plans, schedules } from "#tests/support/random-runs.ts";

import { placeOf } from "./address.ts";
import { isActive, isSettled } from "./state.ts";
import { undoPart } from "./undo.ts";

vi.setConfig({ testTimeout: 60_000 });

/** The compensations of a run, in the order in which they began, and the steps in the order in which they completed. */
function order(run: Driver) {
  const undone: string[] = [];
  const completed: string[] = [];
  for (const event of run.log) {
    if (event.type === "step.added" && event.part === undoPart) undone.push(event.step);
    if (event.type !== "step.completed" || placeOf(event.step).part !== null) continue;
    const at = completed.indexOf(event.step);
    if (at >= 0) completed.splice(at, 1);
    completed.push(event.step);
  }
  return { undone, completed };
}

test("what was done is made up for one at a time, the last first, all of it, and only at the end", () => {
  let began = 0;
  let ended = 0;
  fc.assert(
    fc.property(plans, schedules, fc.boolean(), (plan, schedule, failing) => {
      const run = new Driver(plan);
      const watch = () => {
        const parts = plan.steps.flatMap(({ id }) => run.step(id).parts?.get(undoPart) ?? []);
        expect(parts.filter(({ status }) => isActive(status)).length).toBeLessThan(2);
        expect(parts.length > 0 && run.work.state.ending === null).toBe(false);
      };
      drive(run, schedule, watch);
      if (failing) run.send({ type: "cancel" });
      goOn(run, schedule, watch);
      const { undone, completed } = order(run);
      began += undone.length;
      // Whether they completed again since they were begun anew, or not.
      const wanted = completed.filter((id) => plan.steps[plan.indexOf.get(id)!]!.undo);
      expect(undone).toEqual(wanted.toReversed().slice(0, undone.length));
      const { status, ending } = run.work.state;
      expect(ending === null && undone.length > 0).toBe(false);
      const cancels = run.log
        .filter((e) => e.type === "step.cancelled" && e.atEnd)
        .map((e) => e.seq);
      const givenUp = ending && cancels.some((seq) => seq > ending.revision);
      if (!isSettled(status === "failed" || status === "cancelled" ? status : "running")) return;
      ended += 1;
      expect(undone.length === wanted.length || givenUp || !ending).toBe(true);
    }),
    { numRuns: 600 },
  );
  expect(began).toBeGreaterThan(20);
  expect(ended).toBeGreaterThan(40);
});
