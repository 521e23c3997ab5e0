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

/**
 * What became of an edge: its source has yet to settle, or ended in a way that takes the edge, or in another way; or the
 * edge counted once, and a loop started the step it leads to over: it stays settled and is not taken again.
 */
const edge = { unsettled: 0, taken: 1, dead: 2, consumed: 3 } as const;

/**
 * A private working copy of one execution. Everything but `state` is derived from it and the plan, and kept up to date
 * event by event, so that a change costs its own out-edges and never a scan of all steps.
 */
export type Work = {
  /** Of the definition that the execution follows; another one once it was patched. */
  plan: Plan;
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
    deadlineAt: null,
    signals: {},
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

/** Marks the settled edges into a step as used up. Those from inside its loop are unsettled by then. */
export function consumeInEdges(work: Work, index: number): void {
  for (const id of work.plan.inEdges[index]!) {
    if (work.edges[id] === edge.taken) work.takenIn[index]! -= 1;
    if (work.edges[id] !== edge.unsettled) work.edges[id] = edge.consumed;
  }
}

/** Replaces a step's state and keeps the counters, the edges and the queue in line with it. */
export function setStep(work: Work, index: number, next: StepState): void {
  const before = work.state.steps[index]!;
  work.state.steps[index] = next;
  work.touched.add(index);
  work.active += Number(isActive(next.status)) - Number(isActive(before.status));
  if (isSettled(next.status) && !isSettled(before.status)) settleOutEdges(work, index, next);
  // Whoever was held back by this step's group may go now.
  if (isUnderWay(before) && !isUnderWay(next)) work.queue.push(...work.plan.steps[index]!.excludes);
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
    const consumed = work.state.steps[target]!.loopedAt > step.revision;
    const taken = !consumed && takes(step, edgeOn[id]!);
    work.edges[id] = consumed ? edge.consumed : taken ? edge.taken : edge.dead;
    work.settledIn[target]! += 1;
    if (taken) work.takenIn[target]! += 1;
    work.queue.push(target);
  }
}

/**
 * Whether a step keeps others of its exclusive group from being under way. One that is only offered does not, nor one that
 * stopped and needs a decision.
 */
export function isUnderWay({ status, waitingFor, token }: StepState): boolean {
  if (status === "ready") return token !== null;
  return status === "running" || (status === "waiting" && waitingFor !== "failure");
}

function takes(step: StepState, on: string | null): boolean {
  if (step.status === "failed") return on === errorOutcome;
  return step.status === "completed" && (on === null || on === step.outcome);
}

function isActive(status: StepStatus): boolean {
  return status === "ready" || status === "running" || status === "waiting";
}
