import type { Database } from "#db/client.ts";
import { updateExecution } from "#db/queries/execution-changes.ts";
import { type LockedExecution, lockExecution } from "#db/queries/executions.ts";
import { transaction } from "#db/transaction.ts";
import { advance } from "#lib/engine/advance.ts";
import type { Command, Rejection } from "#lib/engine/command.ts";
import type { Actor } from "#lib/engine/event.ts";
import type { Work } from "#lib/engine/work.ts";
import { AppError } from "#lib/errors.ts";

import { changeOf } from "./change.ts";
import { environment } from "./environment.ts";
import { loadWork } from "./load.ts";
import { planOf } from "./plans.ts";
import { workCache } from "./work-cache.ts";

export type Outcome<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly rejection: Rejection; readonly value: T };

type Params<T> = {
  executionId: string;
  /** Whose execution it must be; null for the system's own commands. */
  ownerId: string | null;
  actor: Actor;
  /** Builds the command from the locked state. May throw. */
  command(work: Work, row: LockedExecution): Command;
  /** Runs first in the same transaction and may say that the request was carried out already. */
  before?(tx: Database): Promise<"go" | "done">;
  /** What the caller wants to know of the state afterwards. */
  view(work: Work, row: LockedExecution): T;
};

/**
 * Carries out one command on an execution, alone: the row is locked, the command decided, and its events, rows and jobs
 * written in one transaction.
 */
export async function runCommand<T>(db: Database, params: Params<T>): Promise<Outcome<T>> {
  const { executionId, ownerId, actor } = params;
  let current: Work | null = null;
  const outcome = await transaction(db, async (tx): Promise<Outcome<T>> => {
    const row = await lockExecution(tx, { executionId, ownerId });
    if (!row) throw new AppError("not_found", "There is no such run.");
    const plan = await planOf(tx, row);
    const work = workCache.take(executionId, row.revision) ?? (await loadWork(tx, row, plan));
    if (params.before && (await params.before(tx)) === "done") {
      return { ok: true, value: params.view(work, row) };
    }
    const env = environment(actor);
    const turn = advance(work, params.command(work, row), env);
    const value = params.view(work, row);
    if (!turn.ok) return { ok: false, rejection: turn.rejection, value };
    if (turn.events.length > 0 || turn.effects.length > 0) {
      const change = changeOf(executionId, work, turn, env.now, row.parentId);
      if (!(await updateExecution(tx, change, row))) throw new Error("A locked run has changed.");
    }
    current = work;
    return { ok: true, value };
  });
  if (current) workCache.put(executionId, current);
  return outcome;
}

/** The error a rejected command travels as. */
export function rejected({ code, message }: Rejection): AppError {
  switch (code) {
    case "unknown_step":
      return new AppError("not_found", message);
    case "refused":
      return new AppError("invalid", message);
    case "conflict":
    case "ended":
    case "not_waiting":
    case "late":
    case "paused":
      return new AppError("conflict", message);
  }
}
