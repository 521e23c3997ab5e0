import type { Plan } from "./plan.ts";
import { errorOutcome } from "./plan.ts";
import {
  type ExecutionState,
  hasEnded,
  isSettled,
  type StepState,
  type StepStatus,
  untouched,
} from "./state.ts";

/** What became of an edge: its source has yet to settle, or ended in a way that takes the edge, or in another way. */
export const edge = { unsettled: 0, taken: 1, dead: 2 } as const;

/**
 * A private working copy of one execution. Everything but `state` is derived from it and the plan, and kept up to date
 * event by event, so that a change costs its own out-edges and never a scan of all steps.
 */
export type Work = {
  readonly plan: Plan;
  readonly state: ExecutionState;
  readonly edges: Uint8Array;
  readonly settledIn: Int32Array;
  readonly takenIn: Int32Array;
  /** How many steps are ready, running or waiting. */
  active: number;
  /** Pending steps to look at next, in the order in which something happened to them. */
  readonly queue: number[];
  /** Steps that changed since the last write. */
  readonly touched: Set<number>;
};

/** An execution that has not started. */
export function newWork(plan: Plan): Work {
  return workFrom(plan, {
    status: "pending",
    inputs: {},
    revision: 0,
    outputs: null,
    error: null,
    steps: Array.from({ length: plan.steps.length }, () => untouched),
  });
}

/** Rebuilds the working copy of a stored state: O(steps + edges), once per load. */
export function workFrom(plan: Plan, state: ExecutionState): Work {
  const count = plan.steps.length;
  const work: Work = {
    plan,
    state,
    edges: new Uint8Array(plan.edgeTo.length),
    settledIn: new Int32Array(count),
    takenIn: new Int32Array(count),
    active: 0,
    queue: [],
    touched: new Set(),
  };
  for (let i = 0; i < count; i++) {
    const step = state.steps[i]!;
    if (isSettled(step.status)) settleOutEdges(work, i, step);
    else if (step.status !== "pending") work.active += 1;
  }
  work.queue.length = 0;
  if (state.status !== "pending" && !hasEnded(state.status)) {
    for (let i = 0; i < count; i++) if (state.steps[i]!.status === "pending") work.queue.push(i);
  }
  return work;
}

/** Replaces a step's state and keeps the counters, the edges and the queue in line with it. */
export function setStep(work: Work, index: number, next: StepState): void {
  const before = work.state.steps[index]!;
  work.state.steps[index] = next;
  work.touched.add(index);
  work.active += Number(isActive(next.status)) - Number(isActive(before.status));
  if (isSettled(next.status) && !isSettled(before.status)) settleOutEdges(work, index, next);
}

/** Makes the edges out of `index` unsettled again, as they were before the step ended. */
export function unsettleOutEdges(work: Work, index: number): void {
  const { outStart, outEdges, edgeTo } = work.plan;
  for (let at = outStart[index]!; at < outStart[index + 1]!; at++) {
    const id = outEdges[at]!;
    const target = edgeTo[id]!;
    if (work.edges[id] === edge.unsettled) continue;
    if (work.edges[id] === edge.taken) work.takenIn[target]! -= 1;
    work.settledIn[target]! -= 1;
    work.edges[id] = edge.unsettled;
  }
}

function settleOutEdges(work: Work, index: number, step: StepState): void {
  const { outStart, outEdges, edgeTo, edgeOn } = work.plan;
  for (let at = outStart[index]!; at < outStart[index + 1]!; at++) {
    const id = outEdges[at]!;
    const target = edgeTo[id]!;
    const taken = takes(step, edgeOn[id]!);
    work.edges[id] = taken ? edge.taken : edge.dead;
    work.settledIn[target]! += 1;
    if (taken) work.takenIn[target]! += 1;
    work.queue.push(target);
  }
}

function takes(step: StepState, on: string | null): boolean {
  if (step.status === "failed") return on === errorOutcome;
  return step.status === "completed" && (on === null || on === step.outcome);
}

function isActive(status: StepStatus): boolean {
  return status === "ready" || status === "running" || status === "waiting";
}
