import type { PlanLookup } from "./adapt/replan.ts";
import { childrenToTell } from "./attempts.ts";
import type { InlineCall, StepResult } from "./catalog.ts";
import type { Effect } from "./effect.ts";
import type { Actor, EventBody, ExecutionEvent } from "./event.ts";
import { evolve } from "./evolve.ts";
import type { StepError } from "./state.ts";
import { windowsClosedBy } from "./windows.ts";
import type { Work } from "./work.ts";

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
  readonly work: Work;
  readonly env: Environment;
  readonly events: ExecutionEvent[];
  readonly effects: Effect[];
};

/**
 * Appends an event to the turn and applies it; children that it concerns are told, and windows that it closes end with it.
 * `planOf` is there for the event that goes over to another plan.
 */
export function emit(turn: Turn, body: EventBody, planOf?: PlanLookup): void {
  const { work, env } = turn;
  turn.effects.push(...childrenToTell(work, body));
  const event = { ...body, seq: work.state.revision + 1, at: env.now, actor: env.actor };
  evolve(work, event, planOf);
  turn.events.push(event);
  for (const closing of windowsClosedBy(work, event)) emit(turn, closing);
}
