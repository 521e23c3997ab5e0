import type { Database } from "#db/client.ts";
import { isTransaction } from "#db/transaction.ts";
import type { Rejection } from "#lib/engine/turn/command.ts";
import { AppError } from "#lib/errors.ts";
import { clock } from "#lib/runtime/store/database-clock.ts";

import { Mailboxes } from "./mailboxes.ts";
import {
  type Outcome,
  type Params,
  type PendingCommand,
  pendingCommand,
} from "./pending-command.ts";
import { processCommands } from "./process-commands.ts";

export type { Outcome } from "./pending-command.ts";

const mailboxes = new WeakMap<Database, Mailboxes<PendingCommand>>();

/**
 * Processes one command on an execution as if it were alone: it is decided on the current state, and its events, rows
 * and jobs are written all or none. Commands on one execution that arrive during a write are decided one after the
 * other and written together. Each has its own outcome.
 */
export async function runCommand<T>(db: Database, params: Params<T>): Promise<Outcome<T>> {
  await clock.sync(db);
  const { promise, resolve, reject } = Promise.withResolvers<Outcome<T>>();
  const command = pendingCommand(params, resolve, reject);
  // Inside a transaction the command cannot share a commit: it may be rolled back, and its connection is its own.
  if (isTransaction(db)) await processCommands(db, params.executionId, [command]);
  else mailboxesOf(db).post(params.executionId, command);
  return await promise;
}

function mailboxesOf(db: Database): Mailboxes<PendingCommand> {
  const known = mailboxes.get(db);
  if (known) return known;
  const made = new Mailboxes<PendingCommand>((id, commands) => processCommands(db, id, commands));
  mailboxes.set(db, made);
  return made;
}

/** The error that a rejected command throws. */
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
