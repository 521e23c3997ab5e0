import type { Database } from "#db/client.ts";
import type { KeyedRequest } from "#db/queries/executions/idempotency.ts";
import type { ExecutionRow } from "#db/queries/executions/rows.ts";
import { advance } from "#lib/engine/advance.ts";
import type { Actor, ExecutionEvent } from "#lib/engine/state/event.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";
import type { Command, Rejection } from "#lib/engine/turn/command.ts";
import type { Effect } from "#lib/engine/turn/effect.ts";
import type { Owned } from "#lib/runtime/store/state-cache.ts";

import { environment } from "./environment.ts";

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly rejection: Rejection; readonly value: T };

export type Params<T> = {
  executionId: string;
  /** Whose execution it must be; null for the system's own commands. */
  ownerId: string | null;
  actor: Actor;
  /** Builds the command from the current state. May throw, and may be asked again where that state had passed. */
  command: (work: WorkingState, row: Owned) => Command;
  /** What it is claimed under, once, in the same commit. Who sends it again learns of the state, and nothing happens. */
  request?: KeyedRequest | null;
  /** Runs first in the same transaction. What it writes is undone unless the command is accepted. */
  before?: (tx: Database) => Promise<void>;
  /** What the caller wants to know of the state afterwards. */
  view: (work: WorkingState, row: Owned) => T;
};

export type Decided = {
  readonly accepted: boolean;
  readonly events: readonly ExecutionEvent[];
  readonly effects: readonly Effect[];
  readonly at: number;
};

/** A command on its way, with whoever waits for its outcome. */
export type PendingCommand = {
  readonly ownerId: string | null;
  readonly request: KeyedRequest | null;
  readonly before: ((tx: Database) => Promise<void>) | null;
  /** Carries the command out on a working copy. Throws only where that copy can no longer be used. */
  decide(work: WorkingState, row: Owned): Decided;
  /** The request was carried out before: only its view is wanted. */
  look(work: WorkingState, row: Owned): Decided;
  /** Hands over what was decided last: it is written now. */
  settle(): void;
  fail(error: unknown): void;
};

const nothing = { accepted: false, events: [], effects: [], at: 0 } as const;

const unsettled = () => {};

/** A command whose outcome goes to `resolve`, or to `fail` if there is none. */
export function pendingCommand<T>(
  { ownerId, actor, command, request, before, view }: Params<T>,
  resolve: (outcome: Outcome<T>) => void,
  fail: (error: unknown) => void,
): PendingCommand {
  let settle = unsettled;
  return {
    ownerId,
    request: request ?? null,
    before: before ?? null,
    fail,
    settle: () => settle(),
    look(work, row) {
      const value = view(work, row);
      settle = () => resolve({ ok: true, value });
      return nothing;
    },
    decide(work, row) {
      const env = environment(actor);
      const asked = attempted(() => command(work, row));
      if (!asked.ok) {
        settle = () => fail(asked.error);
        return nothing;
      }
      const turn = advance(work, asked.value, env);
      const value = view(work, row);
      settle = () =>
        resolve(turn.ok ? { ok: true, value } : { ok: false, rejection: turn.rejection, value });
      if (!turn.ok) return nothing;
      return { accepted: true, events: turn.events, effects: turn.effects, at: env.now };
    },
  };
}

function attempted<T>(work: () => T): { ok: true; value: T } | { ok: false; error: unknown } {
  try {
    return { ok: true, value: work() };
  } catch (error) {
    return { ok: false, error };
  }
}
