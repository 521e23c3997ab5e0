import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { endingsOf, type Guard, type StepModel } from "./conditions-model.ts";
import { always, ConditionStore, never, unknown } from "./conditions-store.ts";
import { PathConditions } from "./conditions.ts";
import type { Graph } from "./graph.ts";

type Edge = { from: number; on: string | null };
type Model = { steps: StepModel[]; parents: Edge[][] };

/** What every step does when it is started, and which guards hold: one way a run can go. */
type Course = { endings: number[]; guards: ReadonlyMap<string, boolean> };

function graph(model: Model): Graph {
  return {
    parents: model.parents.map((edges) => edges.map((edge, at) => ({ ...edge, at }))),
    children: [],
    order: model.steps.map((_, index) => index),
  };
}

const guardKeys = ["p", "q", "r"];

function guardOf(): fc.Arbitrary<Guard> {
  return fc.letrec<{ guard: Guard }>((tie) => ({
    guard: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      fc.constantFrom(...guardKeys).map((key): Guard => ({ kind: "holds", key })),
      tie("guard").map((of): Guard => ({ kind: "not", of })),
      fc
        .tuple(fc.constantFrom("and", "or"), tie("guard"), tie("guard"))
        .map(([kind, a, b]): Guard => ({ kind, of: [a, b] })),
    ),
  })).guard;
}

function stepOf(index: number): fc.Arbitrary<[StepModel, Edge[]]> {
  const edge = fc.record({
    from: fc.nat(Math.max(0, index - 1)),
    on: fc.constantFrom(null, null, "x", "y", "error"),
  });
  return fc.tuple(
    fc.record({
      join: fc.oneof(
        fc.constantFrom("all", "all", "any"),
        fc.integer({ min: 1, max: 4 }).map((count) => ({ count })),
      ),
      skipsWhenStarved: fc.boolean(),
      guard: fc.option(guardOf(), { freq: 2 }),
      outcomes: fc.constantFrom([], [], ["x", "y"], ["x", "y", "z"], ["x", "error"]),
      mayFail: fc.boolean(),
      maySkip: fc.boolean(),
    }),
    index === 0 ? fc.constant([]) : fc.array(edge, { maxLength: 4 }),
  );
}

function modelOf({ size, most }: { size: number; most: number }): fc.Arbitrary<Model> {
  return fc
    .integer({ min: 1, max: size })
    .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => stepOf(index))))
    .map((rows) => ({ steps: rows.map(([step]) => step), parents: rows.map(([, edges]) => edges) }))
    .filter((model) => {
      const endings = model.steps.map((step) => endingsOf(step).length);
      return endings.reduce((a, b) => a * b, 2 ** guardsOf(model).length) <= most;
    });
}

function guardsOf(model: Model): string[] {
  const text = JSON.stringify(model.steps.map(({ guard }) => guard));
  return guardKeys.filter((key) => text.includes(`"${key}"`));
}

function courses(model: Model): Course[] {
  let all: Course[] = [{ endings: [], guards: new Map() }];
  for (const step of model.steps) {
    all = all.flatMap(({ endings, guards }) =>
      endingsOf(step).map((_, ending) => ({ endings: [...endings, ending], guards })),
    );
  }
  for (const key of guardsOf(model)) {
    all = all.flatMap(({ endings, guards }) =>
      [true, false].map((value) => ({ endings, guards: new Map(guards).set(key, value) })),
    );
  }
  return all;
}

/** A run as the engine would go, written down in the plainest way; `active` steps settle when told to. */
class Run {
  readonly model: Model;
  readonly course: Course;
  readonly end = new Map<number, string>();
  readonly active = new Set<number>();
  readonly starved = new Set<number>();
  readonly activated = new Map<number, ReadonlySet<number>>();

  constructor(model: Model, course: Course) {
    this.model = model;
    this.course = course;
    this.look();
  }

  completed(): ReadonlySet<number> {
    return new Set([...this.end].filter(([, end]) => end.startsWith("completed")).map(([i]) => i));
  }

  settle(index: number): void {
    const ending = endingsOf(this.model.steps[index]!)[this.course.endings[index]!]!;
    this.active.delete(index);
    this.end.set(index, ending.kind === "completed" ? `completed ${ending.outcome}` : ending.kind);
    this.look();
  }

  look(): void {
    for (let again = true; again;) {
      again = false;
      for (const index of this.model.steps.keys()) {
        if (this.end.has(index) || this.active.has(index)) continue;
        again = this.tryStart(index) || again;
      }
    }
  }

  tryStart(index: number): boolean {
    const step = this.model.steps[index]!;
    const edges = this.model.parents[index]!;
    const settled = edges.filter(({ from }) => this.end.has(from));
    const taken = settled.filter((edge) => this.takes(edge)).length;
    const open = edges.length - settled.length;
    const need = step.join === "all" ? edges.length - (settled.length - taken) : countOf(step);
    if (edges.length > 0 && open === 0 && taken === 0) return this.finish(index, "skipped");
    const starts = edges.length === 0 || (step.join === "all" ? open === 0 : taken >= need);
    if (starts) return this.activate(index);
    if (step.join === "all" || taken === 0 || taken + open >= need) return false;
    this.starved.add(index);
    return this.finish(index, step.mayFail && !step.skipsWhenStarved ? "failed" : "skipped");
  }

  activate(index: number): boolean {
    const { guard } = this.model.steps[index]!;
    this.activated.set(index, this.completed());
    if (guard && !this.holds(guard)) return this.finish(index, "skipped");
    this.active.add(index);
    return true;
  }

  holds(guard: Guard): boolean {
    switch (guard.kind) {
      case "holds":
        return this.course.guards.get(guard.key) === true;
      case "completed":
        return this.completed().has(guard.step);
      case "not":
        return !this.holds(guard.of);
      case "and":
        return guard.of.every((part) => this.holds(part));
      case "or":
        return guard.of.some((part) => this.holds(part));
    }
  }

  takes({ from, on }: Edge): boolean {
    const end = this.end.get(from);
    if (end === "failed") return on === "error";
    return end?.startsWith("completed") === true && (on === null || end === `completed ${on}`);
  }

  finish(index: number, end: string): boolean {
    this.end.set(index, end);
    return true;
  }
}

function countOf(step: StepModel): number {
  return typeof step.join === "object" ? step.join.count : 1;
}

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
        .map((condition) => Number(conditions.store.holds(condition, value)))
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
      const claim = conditions.completedBefore(index, new Set(candidates));
      const claimed = conditions.store.holds(claim, value);
      const truth = moments.every((done) => candidates.some((one) => done.has(one)));
      return [{ index, candidates, course, claimed, truth }];
    });
  });
}

function first(values: ReadonlySet<number>): number | undefined {
  return values.values().next().value;
}

function ancestors({ parents }: Model): number[][] {
  const before: number[][] = [];
  for (const edges of parents) {
    before.push([...new Set(edges.flatMap(({ from }) => [from].concat(before[from]!)))]);
  }
  return before;
}

/** For every step, what had completed when it was activated, in each order in which active steps can settle. */
function everyOrder(model: Model, course: Course): ReadonlySet<number>[][] {
  const moments: ReadonlySet<number>[][] = model.steps.map(() => []);
  const visited = new Set<string>();
  const visit = (order: readonly number[]): void => {
    const run = new Run(model, course);
    for (const index of order) run.settle(index);
    for (const [index, done] of run.activated) moments[index]!.push(done);
    const key = model.steps.map((_, i) => run.end.get(i) ?? String(run.active.has(i))).join();
    if (visited.has(key)) return;
    visited.add(key);
    for (const index of run.active) visit([...order, index]);
  };
  visit([]);
  return moments;
}

describe("the store", () => {
  test("equal functions are equal numbers, and laws of logic hold", () => {
    const store = new ConditionStore();
    const [a, b, c] = [store.newVariable(), store.newVariable(), store.newVariable()];
    expect(store.or(store.and(a, b), store.and(a, c))).toBe(store.and(a, store.or(b, c)));
    expect(store.or(a, store.not(a))).toBe(always);
    expect(store.atLeast(2, [a, b, c])).toBe(
      store.any([store.and(a, b), store.and(a, c), store.and(b, c)]),
    );
    expect(store.whatever(store.or(a, b), (variable) => variable === store.variableOf(b))).toBe(a);
    expect(store.example(never, () => 1)).toBeNull();
    expect(store.example(store.and(a, store.not(b)), () => 1)).toEqual(
      new Map([
        [0, true],
        [1, false],
      ]),
    );
  });

  test("past its bounds it claims nothing, and says so", () => {
    const store = new ConditionStore();
    const variables = Array.from({ length: 2_100 }, () => store.newVariable());
    expect(store.isFull).toBe(true);
    expect(variables.at(-1)).toBe(unknown);
    expect(store.and(unknown, never)).toBe(never);
    expect(store.or(unknown, always)).toBe(always);
    expect(store.and(unknown, always)).toBe(unknown);
    expect(store.example(unknown, () => 1)).toBeNull();
  });
});
