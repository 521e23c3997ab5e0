import { decide } from "./decide/decide.ts";
import { drain } from "./drain/drain.ts";
import type { ExecutionEvent } from "./state/event.ts";
import type { WorkingState } from "./state/working-state.ts";
import type { Command, Rejection } from "./turn/command.ts";
import type { Effect } from "./turn/effect.ts";
import type { Environment, Turn } from "./turn/turn.ts";

export type Advance =
  | {
      readonly ok: true;
      readonly events: readonly ExecutionEvent[];
      readonly effects: readonly Effect[];
    }
  | { readonly ok: false; readonly rejection: Rejection };

/**
 * Processes one command on a working copy, and everything that follows from it without waiting. The working copy then
 * holds the state after the returned events. A rejected command changes nothing.
 */
export function advance(work: WorkingState, command: Command, env: Environment): Advance {
  const turn: Turn = { work, env, events: [], effects: [] };
  const rejection = decide(turn, command);
  if (rejection) return { ok: false, rejection };
  drain(turn);
  return { ok: true, events: turn.events, effects: turn.effects };
}
