import type { Actor, ExecutionEvent } from "#lib/engine/state/event.ts";

type Patched = Extract<ExecutionEvent, { type: "execution.patched" }>;

/** One change of the definition that a run follows. */
export type ChangeMade = {
  readonly seq: number;
  readonly at: number;
  readonly actor: Actor;
  /** Ids of stored definitions. */
  readonly from: string;
  readonly to: string;
  readonly kind: "patch" | "version" | "undo";
  readonly undone: boolean;
};

/** The changes of the definition in a log, in order. Other events are ignored. */
export function definitionChanges(events: readonly ExecutionEvent[]): readonly ChangeMade[] {
  const patched = events.filter((event): event is Patched => event.type === "execution.patched");
  const undone = new Set(patched.map(({ reverts }) => reverts));
  return patched.map(({ seq, at, actor, from, to, patch, reverts }) => ({
    seq,
    at,
    actor,
    from,
    to,
    kind: reverts !== undefined ? "undo" : patch ? "patch" : "version",
    undone: undone.has(seq),
  }));
}

/** The change that a revert would revert: the latest that has not been reverted. */
export function lastStanding(changes: readonly ChangeMade[]): ChangeMade | null {
  return changes.findLast(({ kind, undone }) => kind !== "undo" && !undone) ?? null;
}
