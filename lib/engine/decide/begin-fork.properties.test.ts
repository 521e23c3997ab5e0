import * as fc from "fast-check";
import { expect, test, vi } from "vitest";

import { compensationsOf } from "#lib/engine/state/compensation-part.ts";
import { isActive } from "#lib/engine/state/state.ts";
import { stateOf, tasksOf } from "#lib/engine/state/task.ts";
import { workingStateFrom } from "#lib/engine/state/working-state.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import { LogVerifier } from "#lib/engine/verify-log.ts";
import { Driver } from "#tests/support/engine-driver.ts";
import {
  drive,
  goOn,
  openIn,
  plans,
  schedules,
  settleAllBut,
  untimedPlans,
} from "#tests/support/random-runs.ts";

const runs = { numRuns: 2_500 };

// Thousands of random runs take seconds alone, and longer when other suites run at the same time.
vi.setConfig({ testTimeout: 300_000 });

/**
 * In which state a run may be forked: under way, waiting for one answer, ended, compensating, or after its
 * compensation.
 */
const moments = fc.record({
  acts: fc.integer({ min: 1, max: 30 }),
  end: fc.constantFrom("open", "completed", "failed", "cancelled", "compensated"),
});

/** The value without the times at which timers fired: two runs never do a step at the same time. */
const timeless = (value: JsonObject | null): unknown =>
  JSON.parse(JSON.stringify(value, (key, of) => (key === "at" ? undefined : of)));

/** The number of compensations that are under way. Only an ending run may have any. */
function compensationsUnderWay({ work: { state } }: Driver): number {
  const compensations = state.steps.flatMap((step) =>
    compensationsOf(step).map(([, part]) => part),
  );
  return compensations.filter(({ status }) => isActive(status)).length;
}

/** Fails a job so that the run fails, if there is such a job. Returns whether there was. */
function failRun(run: Driver): boolean {
  const job = openIn(run).find((task) => {
    const { definition, handlesError, multiInstance } = task.step;
    const { status, token } = stateOf(run.work, task);
    const isQueued = status === "ready" && token !== null;
    return isQueued && !handlesError && !multiInstance && definition.onError === "fail";
  });
  if (job) run.failJob(job.address);
  return job !== undefined;
}

/** Takes a run to the moment at which somebody forks it with another answer to `target`. */
function bringTo(
  { acts, end }: { acts: number; end: string },
  run: Driver,
  { target, answerOf }: { target: string; answerOf: (id: string) => number },
): void {
  const isAnswered = () => run.step(target).status === "completed";
  const allButOne = (most: number) => settleAllBut("open", run, answerOf, most);
  if (end === "failed")
    while (openIn(run).length > 1 && !(isAnswered() && failRun(run))) allButOne(1);
  else allButOne(acts);
  if (end === "cancelled" || end === "compensated") run.send({ type: "cancel" });
  const goesOn =
    end === "completed" || end === "compensated" || run.work.state.ending?.as === "failed";
  if (goesOn) settleAllBut("none", run, answerOf);
}

test("a what-if gives what a fresh run with that answer gives, and leaves its source as it was", () => {
  const seen = { ended: 0, open: 0, failed: 0, ending: 0, compensated: 0 };
  fc.assert(
    fc.property(
      untimedPlans,
      moments,
      fc.nat(6),
      fc.nat(6),
      (plan, { acts, end }, first, second) => {
        const target = plan.steps.find(
          (s) => s.operation.id === "test.ask" && s.id !== "open" && !s.multiInstance,
        );
        if (!target) return;
        const answerOf = (id: string) => (id === target.id ? first : 1);
        const source = Driver.started(plan);
        bringTo({ acts, end }, source, { target: target.id, answerOf });
        const before = structuredClone(source.work.state.steps);
        const log = source.log.length;
        const fork = source.fork(target.id, { output: { value: second } });
        expect(source.work.state.steps).toEqual(before);
        expect(source.log).toHaveLength(log);
        expect(fork === null).toBe(source.step(target.id).status !== "completed");
        if (!fork) return;

        expect(compensationsUnderWay(fork) > 0 && fork.work.state.ending === null).toBe(false);

        const asked = (id: string) => (id === target.id ? second : 1);
        const fresh = Driver.started(plan);
        for (const run of [fork, fresh]) settleAllBut("none", run, asked);
        expect(fork.work.state.status).toBe(fresh.work.state.status);
        expect(timeless(fork.work.state.outputs)).toEqual(timeless(fresh.work.state.outputs));
        expect(compensationsUnderWay(fork)).toBe(0);
        const { status, ending } = source.work.state;
        const open = status === "running";
        seen[open ? "open" : status === "failed" ? "failed" : "ended"] += 1;
        if (ending) seen[open ? "ending" : "compensated"] += 1;
        // Which steps a failing run cancels depends on the order of its events.
        if (fresh.work.state.status === "failed") return;
        const ends = (run: Driver) =>
          run.work.state.steps.map((s) => [s.status, timeless(s.output)]);
        expect(ends(fork)).toEqual(ends(fresh));
      },
    ),
    runs,
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(runs.numRuns / 100);
});

test("what-ifs of what-ifs are what their logs say, and share no attempt with their source", () => {
  let forks = 0;
  fc.assert(
    fc.property(
      plans,
      schedules,
      fc.array(fc.nat(10_000), { maxLength: 6 }),
      (plan, schedule, turns) => {
        let run = new Driver(plan);
        drive(run, schedule);
        for (const choice of turns) {
          const all = [...tasksOf(run.work)];
          const { step, address } = all[choice % all.length]!;
          const answers = step.operation.mode === "interactive";
          const tokens = new Set(all.map((one) => stateOf(run.work, one).token));
          const fork = run.fork(address, answers ? { output: { value: choice % 7 } } : null);
          if (!fork) continue;
          forks += 1;
          for (const one of tasksOf(fork.work)) {
            const { token } = stateOf(fork.work, one);
            expect(token === null || !tokens.has(token)).toBe(true);
          }
          expect(fork.replayed().state.steps).toEqual(fork.work.state.steps);
          goOn(fork, schedule);
          expect(fork.replayed().state.steps).toEqual(fork.work.state.steps);
          expect(fork.replayed().state.status).toBe(fork.work.state.status);
          const check = new LogVerifier(plan);
          check.add(fork.log);
          expect(check.faults).toEqual([]);
          const reloaded = workingStateFrom(plan, {
            ...fork.work.state,
            steps: [...fork.work.state.steps],
          });
          for (const key of ["edges", "settledIn", "takenIn", "active"] as const) {
            expect(reloaded[key]).toEqual(fork.work[key]);
          }
          run = fork;
        }
      },
    ),
    runs,
  );
  expect(forks).toBeGreaterThan(runs.numRuns / 5);
});
