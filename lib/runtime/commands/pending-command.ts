import type { Database } from "#db/client.ts";
import type { KeyedRequest } from "#db/queries/executions/idempotency.ts";
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
  /** The person who must own the execution. Null for the system's own commands. */
  ownerId: string | null;
  actor: Actor;
  /** Builds the command from the current state. May throw. Is called again where the state was stale. */
  command: (work: WorkingState, row: Owned) => Command;
  /** The idempotency key, claimed in the same commit. A repeated request gets the state, and nothing else happens. */
  request?: KeyedRequest | null;
  /** Runs first in the same transaction. What it writes is rolled back unless the command is accepted. */
  before?: (tx: Database) => Promise<void>;
  /** Reads from the state afterwards what the caller needs. */
  view: (work: WorkingState, row: Owned) => T;
};

export type Decided = {
  readonly accepted: boolean;
  readonly events: readonly ExecutionEvent[];
  readonly effects: readonly Effect[];
  readonly at: number;
};

/** A pending command, with the caller that waits for its outcome. */
export type PendingCommand = {
  readonly ownerId: string | null;
  readonly request: KeyedRequest | null;
  readonly before: ((tx: Database) => Promise<void>) | null;
  /** Decides the command on a working copy. Throws only where that copy can no longer be used. */
  decide(work: WorkingState, row: Owned): Decided;
  /** The request was processed before, so only its view is read. */
  viewOnly(work: WorkingState, row: Owned): Decided;
  /** Delivers the latest outcome, which is written by now. */
  settle(): void;
  fail(error: unknown): void;
};

const nothing = { accepted: false, events: [], effects: [], at: 0 } as const;

const unsettled = () => {};

/** A command whose outcome goes to `resolve`. An error goes to `fail`. */
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
    viewOnly(work, row) {
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
