import type { InlineCall, StepResult } from "#lib/engine/definition/catalog.ts";
import type { Actor, EventBody, ExecutionEvent } from "#lib/engine/state/event.ts";
import { evolve } from "#lib/engine/state/evolve.ts";
import type { PlanLookup } from "#lib/engine/state/replan.ts";
import type { StepError } from "#lib/engine/state/state.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";

import { childrenToTell } from "./attempts.ts";
import type { Effect } from "./effect.ts";
import { windowsClosedBy } from "./windows.ts";

/** What the pure core is given from outside: time, names, and the inline operations. */
export type Environment = {
  /** Epoch milliseconds; every event of the turn carries it. */
  readonly now: number;
  readonly actor: Actor;
  newToken(): string;
  /** Runs an inline operation. May throw; `errorOf` then says what it was. */
  inline(call: InlineCall): StepResult;
  errorOf(thrown: unknown): StepError;
  /** Whether the drain may activate one more step in this turn. */
  mayGoOn(activated: number): boolean;
};

/** One command's worth of change: the events so far, each already applied to the working copy. */
export type Turn = {
  readonly work: WorkingState;
  readonly env: Environment;
  readonly events: ExecutionEvent[];
  readonly effects: Effect[];
};

/**
 * Appends an event to the turn and applies it. Notifies the child runs that it concerns, and ends the windows that it
 * closes. `planOf` is needed only for the event that moves to another plan.
 */
export function emit(turn: Turn, body: EventBody, planOf?: PlanLookup): void {
  const { work, env } = turn;
  turn.effects.push(...childrenToTell(work, body));
  const event = { ...body, seq: work.state.revision + 1, at: env.now, actor: env.actor };
  evolve(work, event, planOf);
  turn.events.push(event);
  for (const closing of windowsClosedBy(work, event)) emit(turn, closing);
}
