import { errorOutcome } from "#lib/engine/definition/definition.ts";
import type { Plan } from "#lib/engine/plan/plan.ts";

import { isInstance } from "./address.ts";
import { ended } from "./evolve-task.ts";
import {
  addTo,
  newInstanceCounts,
  type InstanceCounts,
  instanceCountsOf,
} from "./instance-counts.ts";
import {
  type ExecutionState,
  hasEnded,
  isActive,
  isSettled,
  isUnderWay,
  type PartState,
  type StepState,
  untouched,
} from "./state.ts";

/**
 * The state of an edge. `unsettled`: its source has yet to end. `taken` and `dead`: its source ended in a way that
 * takes the edge, or in another way. `consumed`: the edge counted once, then a loop started the step it leads to over.
 * It stays settled and is not taken again.
 */
const edge = { unsettled: 0, taken: 1, dead: 2, consumed: 3 } as const;

/**
 * A private working copy of one execution. Everything but `state` is derived from it and the plan, and is kept up to
 * date event by event. So a change costs its own out-edges, and never a scan of all steps.
 */
export type WorkingState = {
  /** The plan of the definition that the execution follows. A patch replaces it. */
  plan: Plan;
  readonly state: ExecutionState;
  readonly edges: Uint8Array;
  readonly settledIn: Int32Array;
  readonly takenIn: Int32Array;
  /** By step: the instance counts of those that have instances. */
  readonly instanceCounts: Map<number, InstanceCounts>;
  /** How many steps are ready, running or waiting, and how many parts have yet to end. */
  active: number;
  /** Steps to look at next, in the order of the events that made it necessary. */
  readonly queue: number[];
  /** What changed since the last write, by step. Only this is written to the database. */
  readonly dirty: Map<number, DirtyStep>;
};

/** Which parts of a step changed (null for none), and how many of its iterations ended and were followed by another. */
export type DirtyStep = { parts: Set<string> | null; past: number };

/** An execution that has not started. */
export function newWorkingState(plan: Plan): WorkingState {
  return workingStateFrom(plan, {
    status: "pending",
    inputs: {},
    revision: 0,
    sharedRevision: 0,
    outputs: null,
    error: null,
    deadlineAt: null,
    ending: null,
    signals: {},
    steps: Array.from({ length: plan.steps.length }, () => untouched),
  });
}

/** Rebuilds the working copy of a stored state: O(steps + parts + edges), once per load. */
export function workingStateFrom(plan: Plan, state: ExecutionState): WorkingState {
  const count = plan.steps.length;
  const work: WorkingState = {
    plan,
    state,
    edges: new Uint8Array(plan.edgeTo.length),
    settledIn: new Int32Array(count),
    takenIn: new Int32Array(count),
    instanceCounts: new Map(),
    active: 0,
    queue: [],
    dirty: new Map(),
  };
  for (let i = 0; i < count; i++) {
    const step = state.steps[i]!;
    if (isSettled(step.status)) settleOutEdges(work, i, step);
    else if (step.status !== "pending") work.active += 1;
    if (!step.parts) continue;
    const { definition, multiInstance } = plan.steps[i]!;
    // A step may have a compensation and no instances: its result was carried over, or it had none to create.
    const hasInstances = multiInstance ? step.attempt > 0 : definition.window !== undefined;
    if (hasInstances) work.instanceCounts.set(i, instanceCountsOf(step.parts));
    for (const { status } of step.parts.values()) if (!isSettled(status)) work.active += 1;
  }
  work.queue.length = 0;
  if (state.status !== "pending" && !hasEnded(state.status)) {
    for (let i = 0; i < count; i++) {
      if (state.steps[i]!.status === "pending" || work.instanceCounts.has(i)) work.queue.push(i);
    }
  }
  return work;
}

/** Marks the settled edges into a step as consumed. Those from inside its loop are unsettled by then. */
export function consumeInEdges(work: WorkingState, index: number): void {
  for (const id of work.plan.inEdges[index]!) {
    if (work.edges[id] === edge.taken) work.takenIn[index]! -= 1;
    if (work.edges[id] !== edge.unsettled) work.edges[id] = edge.consumed;
  }
}

/** Whether an edge, by its number, counts for the step it leads to. */
export function isTaken(work: WorkingState, id: number): boolean {
  return work.edges[id] === edge.taken;
}

/** Replaces a step's state and keeps the counters, the edges and the queue in line with it. */
export function setStep(work: WorkingState, index: number, next: StepState): void {
  const before = work.state.steps[index]!;
  work.state.steps[index] = next;
  dirtyStep(work, index);
  work.active += Number(isActive(next.status)) - Number(isActive(before.status));
  if (isSettled(next.status) && !isSettled(before.status)) settleOutEdges(work, index, next);
  if (work.instanceCounts.has(index)) return;
  // Steps that waited for this step's exclusive group may start now.
  if (isUnderWay(before) && !isUnderWay(next)) work.queue.push(...work.plan.steps[index]!.excludes);
}

/**
 * Gives a step parts, which are then set by `setPart`. From then on the parts under way hold its group, and not the
 * step.
 */
export function beginParts(work: WorkingState, index: number, next: StepState): void {
  setStep(work, index, { ...next, parts: new Map() });
  work.instanceCounts.set(index, newInstanceCounts());
  enqueue(work, index);
}

/** Replaces the state of a part, or adds it, and keeps the counters and the queue in line with it. */
export function setPart(work: WorkingState, index: number, key: string, next: PartState): void {
  const { parts } = work.state.steps[index]!;
  if (!parts) throw new Error(`A step without parts was given the part "${key}".`);
  const before = parts.get(key);
  parts.set(key, next);
  markPartDirty(work, index, key);
  work.active += Number(!isSettled(next.status));
  if (before) work.active -= Number(!isSettled(before.status));
  const counts = isInstance(key) ? work.instanceCounts.get(index) : undefined;
  if (counts) {
    const kept = counts.underWay > 0;
    if (before) addTo(counts, before, -1);
    addTo(counts, next, 1);
    if (next.status === "pending") counts.pending.push(key);
    if (kept && counts.underWay === 0) work.queue.push(...work.plan.steps[index]!.excludes);
  }
  if (!isActive(next.status)) enqueue(work, index);
}

/** Cancels the instances that are still open when their step ends. */
export function cancelInstances(work: WorkingState, index: number, revision: number): void {
  for (const [key, part] of work.state.steps[index]!.parts ?? []) {
    if (!isInstance(key) || isSettled(part.status)) continue;
    setPart(work, index, key, { ...part, ...ended, status: "cancelled", revision });
  }
}

/** Clears what belonged to the iteration before: its instances. */
export function leaveIteration(work: WorkingState, index: number): void {
  work.instanceCounts.delete(index);
  const dirty = dirtyStep(work, index);
  dirty.past += 1;
  dirty.parts = null;
}

/** Lets the drain look at a step. */
export function enqueue({ queue }: WorkingState, index: number): void {
  queue.push(index);
}

/** What changed of a step since the last write, to be added to. */
export function dirtyStep({ dirty }: WorkingState, index: number): DirtyStep {
  const known = dirty.get(index);
  if (known) return known;
  const added = { parts: null, past: 0 };
  dirty.set(index, added);
  return added;
}

/** Notes that a part of a step changed. */
export function markPartDirty(work: WorkingState, index: number, key: string): void {
  const dirty = dirtyStep(work, index);
  dirty.parts ??= new Set();
  dirty.parts.add(key);
}

/** Makes the edges out of `index` unsettled again, as they were before the step ended. */
export function unsettleOutEdges(work: WorkingState, index: number): void {
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

function settleOutEdges(work: WorkingState, index: number, step: StepState): void {
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

/** Whether a step has ended in the way in which an edge out of it is taken: with its outcome, or in failure. */
export function takes(step: Pick<StepState, "status" | "outcome">, on: string | null): boolean {
  if (step.status === "failed") return on === errorOutcome;
  return step.status === "completed" && (on === null || on === step.outcome);
}

/** The index of a step that the log names. */
export function stepNamed({ plan }: WorkingState, id: string): number {
  const index = plan.indexOf.get(id);
  if (index === undefined) throw new Error(`The log names a step "${id}" that the plan lacks.`);
  return index;
}
