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

/** What was decided on one state of an execution: nothing of it counts before it is written. */
export type Decision = {
  readonly accepted: boolean;
  readonly events: readonly ExecutionEvent[];
  readonly effects: readonly Effect[];
  readonly at: number;
  /** Tells whoever waits for the command how it ended. To be called once, after the commit. */
  readonly settle: () => void;
};

/** A pending command, with the caller that waits for its outcome. */
export type PendingCommand = {
  readonly ownerId: string | null;
  readonly request: KeyedRequest | null;
  readonly before: ((tx: Database) => Promise<void>) | null;
  /** Carries the command out on a working copy. Throws only where that copy can no longer be used. */
  decide(work: WorkingState, row: Owned): Decision;
  /** For a request that was carried out before: only its view is wanted. */
  view(work: WorkingState, row: Owned): Decision;
  fail(error: unknown): void;
};

const unchanged = { accepted: false, events: [], effects: [], at: 0 } as const;

/** A command whose outcome goes to `resolve`. An error goes to `fail`. */
export function pendingCommand<T>(
  { ownerId, actor, command, request, before, view }: Params<T>,
  resolve: (outcome: Outcome<T>) => void,
  fail: (error: unknown) => void,
): PendingCommand {
  return {
    ownerId,
    request: request ?? null,
    before: before ?? null,
    fail,
    view(work, row) {
      const value = view(work, row);
      return { ...unchanged, settle: () => resolve({ ok: true, value }) };
    },
    decide(work, row) {
      const env = environment(actor);
      const asked = attempted(() => command(work, row));
      if (!asked.ok) return { ...unchanged, settle: () => fail(asked.error) };
      const turn = advance(work, asked.value, env);
      const value = view(work, row);
      if (!turn.ok) {
        const { rejection } = turn;
        return { ...unchanged, settle: () => resolve({ ok: false, rejection, value }) };
      }
      const { events, effects } = turn;
      const settle = () => resolve({ ok: true, value });
      return { accepted: true, events, effects, at: env.now, settle };
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
