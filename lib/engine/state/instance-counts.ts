import { isInstance } from "./address.ts";
import { isActive, isSettled, isUnderWay, type Parts, type TaskState } from "./state.ts";

/**
 * How many instances of a step are pending, active and done. Kept up to date, so that no look at the step scans them
 * all.
 */
export type InstanceCounts = {
  total: number;
  settled: number;
  completed: number;
  /** Ready, running or waiting. */
  active: number;
  /** How many of them hold the step's exclusive group. */
  underWay: number;
  /** The keys of pending instances, from `next` on. An instance that was cancelled meanwhile is still among them. */
  readonly pending: string[];
  next: number;
};

export function newInstanceCounts(): InstanceCounts {
  return { total: 0, settled: 0, completed: 0, active: 0, underWay: 0, pending: [], next: 0 };
}

/** The instance counts of stored parts, in whatever order they come. */
export function instanceCountsOf(parts: Parts): InstanceCounts {
  const counts = newInstanceCounts();
  for (const key of instanceKeys(parts)) {
    const part = parts.get(key)!;
    addTo(counts, part, 1);
    if (part.status === "pending") counts.pending.push(key);
  }
  return counts;
}

/** Counts an instance in, or out. */
export function addTo(counts: InstanceCounts, part: TaskState, sign: 1 | -1): void {
  const { status } = part;
  counts.total += sign;
  if (isSettled(status)) counts.settled += sign;
  if (status === "completed") counts.completed += sign;
  if (isActive(status)) counts.active += sign;
  if (isUnderWay(part)) counts.underWay += sign;
}

/** The instances among some parts, in their order. */
export function instanceKeys(parts: Parts): string[] {
  return [...parts.keys()].filter(isInstance).toSorted((a, b) => Number(a) - Number(b));
}
