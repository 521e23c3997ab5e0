import * as fc from "fast-check";

import type { Graph } from "#lib/engine/definition/graph.ts";
import { endingsOf, type Guard, type StepModel } from "#lib/engine/proof/model.ts";

type Edge = { from: number; on: string | null };
export type Model = { steps: StepModel[]; parents: Edge[][] };

/** What every step does when it is started, and which guards hold: one way a run can go. */
export type Course = { endings: number[]; guards: ReadonlyMap<string, boolean> };

export function graph(model: Model): Graph {
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

export function modelOf({ size, most }: { size: number; most: number }): fc.Arbitrary<Model> {
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

export function courses(model: Model): Course[] {
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

/**
 * A simple model of a run of the engine, written as plainly as possible. `active` steps settle when the test says so.
 */
export class Run {
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

export function ancestors({ parents }: Model): number[][] {
  const before: number[][] = [];
  for (const edges of parents) {
    before.push([...new Set(edges.flatMap(({ from }) => [from].concat(before[from]!)))]);
  }
  return before;
}

/** For every step, what had completed when it was activated, in each order in which active steps can settle. */
export function everyOrder(model: Model, course: Course): ReadonlySet<number>[][] {
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
