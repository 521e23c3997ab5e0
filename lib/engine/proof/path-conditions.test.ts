import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

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

import { always, DecisionDiagram, never, unknown } from "./decision-diagram.ts";
import type { Guard, StepModel } from "./model.ts";
import { PathConditions } from "./path-conditions.ts";
import { completedBefore } from "./timing.ts";

/** The value of every variable of the proof on this course. */
function assignment(conditions: PathConditions, course: Course): (variable: number) => boolean {
  return (variable) => {
    const meaning = conditions.meanings.get(variable)!;
    if (meaning.kind === "guard") return course.guards.get(meaning.key) === true;
    if (meaning.kind !== "ending") throw new Error(`There is no ${meaning.kind} here.`);
    return course.endings[meaning.step] === meaning.value;
  };
}

describe("against every way a small run can go", { timeout: 60_000 }, () => {
  test("steps start, complete, fail and starve exactly under their conditions", () => {
    fc.assert(
      fc.property(modelOf({ size: 8, most: 200 }), (model) => {
        const conditions = new PathConditions(graph(model), model.steps);
        for (const course of courses(model)) {
          expect(provedOf(conditions, model, course)).toBe(observedOf(model, course));
        }
      }),
      { numRuns: 2_500 },
    );
  });

  test("a guard that asks whether an earlier step completed is seen through", () => {
    fc.assert(
      fc.property(modelOf({ size: 6, most: 200 }), fc.nat(), (drawn, choice) => {
        const before = ancestors(drawn);
        const steps = drawn.steps.map((step, index): StepModel => {
          const asked = before[index]![choice % Math.max(1, before[index]!.length)];
          const guard: Guard | null =
            asked === undefined ? null : { kind: "completed", step: asked };
          return Object.assign({}, step, { join: "all", guard });
        });
        const model = { steps, parents: drawn.parents };
        const conditions = new PathConditions(graph(model), steps);
        for (const course of courses(model)) {
          expect(provedOf(conditions, model, course)).toBe(observedOf(model, course));
        }
      }),
      { numRuns: 1_000 },
    );
  });

  test("what has completed before a step starts is never overstated, and exact where all edges are awaited", () => {
    let [claims, missed] = [0, 0];
    fc.assert(
      fc.property(modelOf({ size: 6, most: 40 }), fc.nat(), (model, choice) => {
        const conditions = new PathConditions(graph(model), model.steps);
        for (const check of timingChecks(conditions, model, choice)) {
          claims += 1;
          if (check.truth && !check.claimed) missed += 1;
          const exact = model.steps.every(({ join }) => join === "all");
          expect({
            ...check,
            wrong: exact ? check.claimed !== check.truth : check.claimed && !check.truth,
          }).toMatchObject({ wrong: false });
        }
      }),
      { numRuns: 2_000 },
    );
    expect(claims).toBeGreaterThan(2_000);
    expect(missed / claims).toBeLessThan(0.01);
  });
});

function provedOf(conditions: PathConditions, model: Model, course: Course): string {
  const value = assignment(conditions, course);
  return model.steps
    .map((_, index) => {
      const own = conditions.of(index);
      return [own.activated, own.completed, own.failed, own.starved]
        .map((condition) => Number(conditions.diagram.evaluate(condition, value)))
        .join("");
    })
    .join(" ");
}

function observedOf(model: Model, course: Course): string {
  const run = new Run(model, course);
  for (let next = first(run.active); next !== undefined; next = first(run.active)) run.settle(next);
  return model.steps
    .map((_, index) => {
      const end = run.end.get(index) ?? "";
      return [
        run.activated.has(index),
        end.startsWith("completed"),
        end === "failed",
        run.starved.has(index),
      ]
        .map(Number)
        .join("");
    })
    .join(" ");
}

type TimingCheck = {
  index: number;
  candidates: number[];
  course: Course;
  claimed: boolean;
  truth: boolean;
};

function timingChecks(conditions: PathConditions, model: Model, choice: number): TimingCheck[] {
  const before = ancestors(model);
  return courses(model).flatMap((course) => {
    const value = assignment(conditions, course);
    return everyOrder(model, course).flatMap((moments, index) => {
      const candidates = before[index]!.filter((_, at) => ((choice >> at) & 1) === 1);
      if (moments.length === 0 || candidates.length === 0) return [];
      const claim = completedBefore(conditions, index, new Set(candidates));
      const claimed = conditions.diagram.evaluate(claim, value);
      const truth = moments.every((done) => candidates.some((one) => done.has(one)));
      return [{ index, candidates, course, claimed, truth }];
    });
  });
}

function first(values: ReadonlySet<number>): number | undefined {
  return values.values().next().value;
}

describe("the decision diagram", () => {
  test("equal functions are equal numbers, and laws of logic hold", () => {
    const diagram = new DecisionDiagram();
    const [a, b, c] = [diagram.newVariable(), diagram.newVariable(), diagram.newVariable()];
    expect(diagram.or(diagram.and(a, b), diagram.and(a, c))).toBe(diagram.and(a, diagram.or(b, c)));
    expect(diagram.or(a, diagram.not(a))).toBe(always);
    expect(diagram.atLeast(2, [a, b, c])).toBe(
      diagram.any([diagram.and(a, b), diagram.and(a, c), diagram.and(b, c)]),
    );
    expect(diagram.forAll(diagram.or(a, b), (variable) => variable === diagram.variableOf(b))).toBe(
      a,
    );
    expect(diagram.satisfyingAssignment(never, () => 1)).toBeNull();
    expect(diagram.satisfyingAssignment(diagram.and(a, diagram.not(b)), () => 1)).toEqual(
      new Map([
        [0, true],
        [1, false],
      ]),
    );
  });

  test("past its bounds it claims nothing, and says so", () => {
    const diagram = new DecisionDiagram();
    const variables = Array.from({ length: 2_100 }, () => diagram.newVariable());
    expect(diagram.isFull).toBe(true);
    expect(variables.at(-1)).toBe(unknown);
    expect(diagram.and(unknown, never)).toBe(never);
    expect(diagram.or(unknown, always)).toBe(always);
    expect(diagram.and(unknown, always)).toBe(unknown);
    expect(diagram.satisfyingAssignment(unknown, () => 1)).toBeNull();
  });
});
