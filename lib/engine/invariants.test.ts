import * as fc from "fast-check";
import { expect, test, vi } from "vitest";

import { Driver } from "#tests/support/engine-driver.ts";
import {
  drive,
  openIn,
  plans,
  schedules,
  settleAllBut,
  untimedPlans,
} from "#tests/support/random-runs.ts";

import { parseAddress } from "./state/address.ts";
import { isUnderWay } from "./state/state.ts";
import { stateOf, tasksOf } from "./state/task.ts";
import { workingStateFrom, type WorkingState } from "./state/working-state.ts";
import { LogVerifier } from "./verify-log.ts";

const runs = { numRuns: 2_500 };

// Ten thousand random runs take seconds alone, and longer when other suites run at the same time.
vi.setConfig({ testTimeout: 300_000 });
test("the log alone rebuilds the stored state, and so does a reload at any moment", () => {
  fc.assert(
    fc.property(plans, schedules, fc.integer({ min: 1, max: 4 }), (plan, schedule, batch) => {
      const run = new Driver(plan);
      run.batch = batch;
      drive(run, schedule, () => {
        const reloaded = workingStateFrom(plan, {
          ...run.work.state,
          steps: [...run.work.state.steps],
        });
        expect(derivedIn(reloaded)).toEqual(derivedIn(run.work));
      });
      const replayed = run.replayed();
      expect(replayed.state.steps).toEqual(run.work.state.steps);
      expect(replayed.state.status).toBe(run.work.state.status);
      expect(replayed.state.revision).toBe(run.log.length);
      expect(derivedIn(replayed)).toEqual(derivedIn(run.work));
    }),
    runs,
  );
});

/** What a working copy derives from the state. It must be the same however the copy came about. */
function derivedIn({ instanceCounts, ...work }: WorkingState) {
  const counts = [...instanceCounts]
    .map(([index, { total, settled, completed, active, underWay }]) => [
      index,
      total,
      settled,
      completed,
      active,
      underWay,
    ])
    .toSorted(([a = 0], [b = 0]) => a - b);
  const { edges, settledIn, takenIn, active } = work;
  return { edges, settledIn, takenIn, active, counts };
}

test("no step begins before its join holds, settles twice, or moves after the end", () => {
  fc.assert(
    fc.property(plans, schedules, (plan, schedule) => {
      const run = new Driver(plan);
      drive(run, schedule);
      const settledIn = new Map<string, number>();
      let ended = false;
      for (const event of run.log) {
        expect(ended).toBe(false);
        ended = /^execution\.(completed|failed|cancelled)$/u.test(event.type);
        if (event.type === "step.rewound" || event.type === "step.looped") {
          const over = new Set(event.steps);
          for (const id of settledIn.keys()) {
            if (over.has(id) || over.has(parseAddress(id).step)) settledIn.delete(id);
          }
        }
        if (!/^step\.(completed|failed|skipped|cancelled)$/u.test(event.type)) continue;
        const id = "step" in event ? (event.step ?? "") : "";
        expect(settledIn.has(id)).toBe(false);
        settledIn.set(id, event.seq);
      }
      for (const step of plan.steps) {
        const began = run.log.findLast(
          (e) => "step" in e && e.step === step.id && /queued|opened|step\.completed/u.test(e.type),
        );
        if (!began || plan.inDegree[step.index] === 0) continue;
        if (run.step(step.id).status !== "completed" || run.step(step.id).again) continue;
        const need = Math.max(step.need, 1);
        expect(run.work.takenIn[step.index]).toBeGreaterThanOrEqual(need);
      }
    }),
    runs,
  );
});

test("the check of a log finds nothing in what the engine wrote", () => {
  fc.assert(
    fc.property(plans, schedules, (plan, schedule) => {
      const run = new Driver(plan);
      drive(run, schedule);
      const check = new LogVerifier(plan);
      check.add(run.log);
      expect(check.faults).toEqual([]);
    }),
    runs,
  );
});

test("one member wins a race, and one member of a group is under way at a time", () => {
  fc.assert(
    fc.property(plans, schedules, (plan, schedule) => {
      const run = new Driver(plan);
      const watch = () => {
        for (const step of plan.steps) {
          const group = [step.index, ...step.excludes];
          expect(group.filter((index) => keepsGroup(run.work, index)).length).toBeLessThan(2);
        }
      };
      drive(run, schedule, watch);
      const winners = new Map<string, number>();
      for (const event of run.log) {
        // A loop or a changed answer may run a race again.
        if (event.type === "step.looped" || event.type === "step.rewound") winners.clear();
        if (event.type !== "step.completed") continue;
        const race = plan.steps[plan.indexOf.get(event.step) ?? -1]?.definition.race;
        if (race === undefined) continue;
        winners.set(race, (winners.get(race) ?? 0) + 1);
        expect(winners.get(race)).toBe(1);
      }
    }),
    runs,
  );
});

/** Whether a step, or one of its instances, holds its exclusive group. */
function keepsGroup({ state }: WorkingState, index: number): boolean {
  const { parts } = state.steps[index]!;
  return parts ? [...parts.values()].some(isUnderWay) : isUnderWay(state.steps[index]!);
}

test("a run that is not over names what it waits for", () => {
  fc.assert(
    fc.property(plans, schedules, (plan, schedule) => {
      const run = new Driver(plan);
      drive(run, schedule);
      run.send({ type: "resume" });
      run.send({ type: "continue" });
      if (run.work.state.status !== "running") return;
      const open = openIn(run);
      expect(open.length).toBeGreaterThan(0);
      const toCome = [...tasksOf(run.work)].filter(
        (task) => task.part !== null && stateOf(run.work, task).status === "pending",
      );
      expect(run.work.active).toBe(open.length + toCome.length);
    }),
    runs,
  );
});

test("a changed answer gives what a fresh run with that answer gives", () => {
  let changes = 0;
  fc.assert(
    fc.property(untimedPlans, fc.nat(6), fc.nat(6), (plan, first, second) => {
      const target = plan.steps.find(
        (s) => s.operation.id === "test.ask" && s.id !== "open" && !s.multiInstance,
      );
      if (!target) return;
      const changed = Driver.started(plan);
      settleAllBut("open", changed, (id) => (id === target.id ? first : 1));
      if (changed.step(target.id).status !== "completed" || changed.work.state.status !== "running")
        return;
      const { revision } = changed.work.state;
      const result = { output: { value: second } };
      changed.must({ type: "replace", step: target.id, revision, result });
      settleAllBut("open", changed, () => 1);
      const fresh = Driver.started(plan);
      settleAllBut("open", fresh, (id) => (id === target.id ? second : 1));
      const ends = (run: Driver) => run.work.state.steps.map((s) => [s.status, s.output]);
      expect(ends(changed)).toEqual(ends(fresh));
      changes += 1;
    }),
    runs,
  );
  expect(changes).toBeGreaterThan(runs.numRuns / 20);
});
