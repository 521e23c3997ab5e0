import { dependenciesOf, type StepDefinition } from "./definition.ts";

/** A definition's edges by step index. Edges that name no step, and edges from a step to itself, are left out. */
export type Graph = {
  readonly parents: readonly (readonly Edge[])[];
  readonly children: readonly (readonly number[])[];
  /** Every step that is not on or behind a cycle, after all its parents. */
  readonly order: readonly number[];
};

/** One edge into a step: `at` is its position among the step's dependencies. */
export type Edge = { readonly from: number; readonly on: string | null; readonly at: number };

/** Reads the edges of a definition, which need not be a correct one. O(steps + edges). */
export function graphOf(steps: readonly StepDefinition[]): Graph {
  const indexOf = new Map(steps.map((step, index) => [step.id, index]));
  const children: number[][] = steps.map(() => []);
  const parents = steps.map((step, index) => {
    const edges: Edge[] = [];
    for (const [at, { step: id, on, back }] of dependenciesOf(step).entries()) {
      if (back) continue;
      const from = indexOf.get(id);
      if (from === undefined || from === index) continue;
      edges.push({ from, on: on ?? null, at });
      children[from]?.push(index);
    }
    return edges;
  });
  return { parents, children, order: topologicalOrder(parents, children) };
}

function topologicalOrder(
  parents: readonly (readonly Edge[])[],
  children: readonly (readonly number[])[],
): readonly number[] {
  const waiting = parents.map((edges) => edges.length);
  const order = waiting.flatMap((count, index) => (count === 0 ? [index] : []));
  // The list grows while it is walked: a step joins it when its last parent has been passed.
  for (let at = 0; at < order.length; at++) {
    for (const child of children[order[at] ?? 0] ?? []) {
      const left = (waiting[child] ?? 0) - 1;
      waiting[child] = left;
      if (left === 0) order.push(child);
    }
  }
  return order;
}

/** The steps of one cycle, in the order of their edges; `null` when there is none. */
export function findCycle({ parents, order }: Graph): readonly number[] | null {
  if (order.length === parents.length) return null;
  const passed = new Set(order);
  let at = parents.findIndex((_, index) => !passed.has(index));
  const seen = new Map<number, number>();
  const walk: number[] = [];
  while (!seen.has(at)) {
    seen.set(at, walk.length);
    walk.push(at);
    at = parents[at]?.find(({ from }) => !passed.has(from))?.from ?? at;
  }
  return walk.slice(seen.get(at)).toReversed();
}

/** Answers whether one step comes before another on some path. Looks backwards, nearest steps first. */
export function ancestry({ parents, order }: Graph): (ancestor: number, of: number) => boolean {
  const place = new Int32Array(parents.length).fill(-1);
  for (const [at, index] of order.entries()) place[index] = at;
  const visited = new Int32Array(parents.length);
  let visit = 0;
  return (ancestor, of) => {
    visit += 1;
    const open = [of];
    for (let at = 0; at < open.length; at++) {
      for (const { from } of parents[open[at]!]!) {
        if (from === ancestor) return true;
        // What comes before the ancestor cannot come after it.
        if (visited[from] === visit || place[from]! < place[ancestor]!) continue;
        visited[from] = visit;
        open.push(from);
      }
    }
    return false;
  };
}
