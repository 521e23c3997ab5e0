import type { Work } from "./work.ts";

/** The step at `index` and every step that can follow from it, as far as they have been touched, in plan order. */
export function regionFrom(work: Work, index: number): string[] {
  const { plan, state } = work;
  const seen = new Set([index]);
  const open = [index];
  for (let from = open.pop(); from !== undefined; from = open.pop()) {
    for (let at = plan.outStart[from]!; at < plan.outStart[from + 1]!; at++) {
      const to = plan.edgeTo[plan.outEdges[at]!]!;
      if (!seen.has(to)) {
        seen.add(to);
        open.push(to);
      }
    }
  }
  return plan.steps
    .filter((step) => seen.has(step.index) && state.steps[step.index]!.status !== "pending")
    .map((step) => step.id);
}
