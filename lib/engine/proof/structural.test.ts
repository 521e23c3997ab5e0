import * as fc from "fast-check";
import { expect, test } from "vitest";

import {
  ancestors,
  type Course,
  courses,
  everyOrder,
  graph,
  type Model,
  modelOf,
  Run,
} from "#tests/support/condition-models.ts";

import { FlowFacts, plainFlow } from "./flow-facts.ts";
import type { Guard } from "./model.ts";
import { StructuralProof } from "./structural.ts";

/** Half of the conditions ask whether an earlier step has completed. */
const models = fc.tuple(modelOf({ size: 6, most: 40 }), fc.nat()).map(([drawn, choice]): Model => {
  const before = ancestors(drawn);
  const steps = drawn.steps.map((step, index) => {
    const asked = before[index]![choice % Math.max(1, before[index]!.length)];
    if (asked === undefined || (choice + index) % 2 === 0) return step;
    const guard: Guard = { kind: "completed", step: asked };
    return Object.assign({}, step, { guard });
  });
  return { steps, parents: drawn.parents };
});

function proofOf(model: Model): StructuralProof {
  const whole = graph(model);
  return new StructuralProof(whole, model.steps, new FlowFacts(whole, model.steps, plainFlow));
}

function ended(model: Model, course: Course): Run {
  const run = new Run(model, course);
  for (let [next] = run.active; next !== undefined; [next] = run.active) run.settle(next);
  return run;
}

test("what the shape of a workflow proves of the ends of steps holds in every run", () => {
  const claims = { completes: 0, mayStart: 0, isReachedByAll: 0 };
  fc.assert(
    fc.property(models, (model) => {
      const structural = proofOf(model);
      const runs = courses(model).map((course) => ended(model, course));
      const isDone = (index: number) => runs.every((run) => run.completed().has(index));
      const starts = (index: number) =>
        runs.some((run) => ![undefined, "skipped"].includes(run.end.get(index)));
      const starves = (index: number) => runs.some((run) => run.starved.has(index));
      const wrong = [...model.steps.entries()].flatMap(([index, { join }]) => {
        const enough = typeof join !== "object" || join.count <= model.parents[index]!.length;
        const completes = structural.completes(index);
        const mayStart = structural.mayStart(index);
        const isReachedByAll = enough && structural.isReachedByAll(index);
        claims.completes += Number(completes);
        claims.mayStart += Number(mayStart);
        claims.isReachedByAll += Number(isReachedByAll);
        return [
          completes && !isDone(index) && `${index} does not complete`,
          mayStart && !starts(index) && `${index} never starts`,
          isReachedByAll && starves(index) && `${index} starves`,
        ].filter((one) => one !== false);
      });
      expect(wrong).toEqual([]);
    }),
    { numRuns: 3_000 },
  );
  expect(Math.min(...Object.values(claims))).toBeGreaterThan(300);
});

test("what it proves to have completed before a step has, in every order", () => {
  const seen = { claimed: 0, open: 0, asked: 0 };
  fc.assert(
    fc.property(models, fc.nat(), (model, choice) => {
      const structural = proofOf(model);
      const producers = ancestors(model).map(
        (all) => new Set(all.filter((_, at) => ((choice >> at) & 1) === 1)),
      );
      const wrong = courses(model).flatMap((course) =>
        everyOrder(model, course).flatMap((moments, index) => {
          const needed = producers[index]!;
          if (needed.size === 0 || moments.length === 0) return [];
          const isThere = (done: ReadonlySet<number>) => [...needed].some((one) => done.has(one));
          const started = moments.filter((done) => holds(model.steps[index]!.guard, course, done));
          const claimed = structural.completedBefore(index, needed);
          const asked = structural.asksFor(index, needed);
          seen.claimed += Number(claimed);
          seen.open += Number(!claimed);
          seen.asked += Number(asked);
          return [
            claimed && !moments.every(isThere) && `${index} is activated without`,
            asked && !started.every(isThere) && `${index} starts without`,
          ].filter((one) => one !== false);
        }),
      );
      expect(wrong).toEqual([]);
    }),
    { numRuns: 3_000 },
  );
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(1_000);
});

function holds(guard: Guard | null, course: Course, done: ReadonlySet<number>): boolean {
  if (!guard) return true;
  if (guard.kind === "not") return !holds(guard.of, course, done);
  if (guard.kind === "holds") return course.guards.get(guard.key) === true;
  if (guard.kind === "completed") return done.has(guard.step);
  const [a, b] = guard.of.map((part) => holds(part, course, done));
  return guard.kind === "and" ? a! && b! : a! || b!;
}

test("a step that fails because too few branches reach it proves nothing of those, nor of its condition", () => {
  const plain: Model["steps"][number] = {
    join: "all",
    skipsWhenStarved: false,
    guard: null,
    outcomes: [],
    mayFail: false,
    maySkip: false,
  };
  const failing = { ...plain, mayFail: true };
  const both = (more: Partial<typeof plain>) => ({ ...plain, join: { count: 2 }, ...more });
  const asking = proofOf({
    steps: [failing, both({ guard: { kind: "completed", step: 0 } }), plain],
    parents: [[], [{ from: 0, on: "error" }], [{ from: 1, on: "error" }]],
  });
  expect(asking.completedBefore(2, new Set([0]))).toBe(false);
  const parents: Model["parents"] = [
    [],
    [],
    [
      { from: 0, on: null },
      { from: 1, on: null },
    ],
    [{ from: 2, on: "error" }],
  ];
  const after = (each: typeof plain, starved: Partial<typeof plain>) =>
    proofOf({ steps: [each, each, both(starved), plain], parents });
  const either = new Set([0, 1]);
  expect(after(failing, {}).completedBefore(3, either)).toBe(false);
  expect(after(plain, { mayFail: true }).completedBefore(3, either)).toBe(true);
  expect(after(failing, { skipsWhenStarved: true }).completedBefore(3, either)).toBe(true);
});
