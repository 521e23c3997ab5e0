import type { Database } from "#db/client.ts";
import type { KeyedRequest } from "#db/queries/executions/idempotency.ts";
import { isExecutionAt } from "#db/queries/executions/read-executions.ts";
import { updateExecution } from "#db/queries/executions/write-executions.ts";
import { isTransaction, transaction } from "#db/transaction.ts";
import { connectionFailure, isConnectionFailure } from "#lib/connection-failure.ts";
import { executionChange } from "#lib/runtime/store/execution-change.ts";
import { readLockedState, readState } from "#lib/runtime/store/read-state.ts";
import { type CachedState, stateCache } from "#lib/runtime/store/state-cache.ts";

import { claimOnce } from "./idempotency.ts";
import { notifyFollowers } from "./notify-followers.ts";
import type { Decision, PendingCommand } from "./pending-command.ts";

/**
 * Processes commands on one execution, in their order, with as few commits as possible, and settles each with its own
 * outcome. Whatever keeps one from being written harms no other. Never throws.
 */
export async function processCommands(
  db: Database,
  executionId: string,
  commands: readonly PendingCommand[],
): Promise<void> {
  for (const group of groupsOf(commands)) {
    // eslint-disable-next-line no-await-in-loop -- in the order in which they result
    await processGroup(db, executionId, group);
  }
}

/** Whether only its own events have to be in its commit. */
const isPlain = ({ request, before }: PendingCommand) => request === null && before === null;

/** Commands that can share a commit. */
function groupsOf(commands: readonly PendingCommand[]): PendingCommand[][] {
  const groups: PendingCommand[][] = [];
  for (const command of commands) {
    const last = groups.at(-1);
    const [first] = last ?? [];
    const joins = first && isPlain(first) && isPlain(command) && first.ownerId === command.ownerId;
    if (last && joins) last.push(command);
    else groups.push([command]);
  }
  return groups;
}

async function processGroup(
  db: Database,
  executionId: string,
  group: readonly PendingCommand[],
): Promise<void> {
  try {
    const { result, decisions } = await answered(decideGroup(db, executionId, group));
    if (result === "written") await notifyFollowers(db, executionId);
    settle(decisions);
  } catch (error) {
    if (error instanceof RollBack) return settle(error.decisions);
    if (group.length === 1 || isConnectionFailure(error)) {
      for (const command of group) command.fail(error);
      return;
    }
    // One of the group cannot be written. Processed alone, each command shows whether it is the one.
    for (const command of group) {
      // eslint-disable-next-line no-await-in-loop -- in the order in which they result
      await processGroup(db, executionId, [command]);
    }
  }
}

/** Far longer than the slowest statement, and than the time for which others lock a run. */
const longestMs = 60_000;

/**
 * The result of deciding, or a connection failure after a time. A database that stops answering, or a run that somebody
 * locks forever, must not block every later command on that run. What is written after all is treated like a write
 * whose answer was lost.
 */
async function answered(deciding: Promise<Written>): Promise<Written> {
  const { promise: silent, reject } = Promise.withResolvers<never>();
  const failure = () => reject(connectionFailure("The database did not answer in time."));
  const timer = setTimeout(failure, longestMs);
  try {
    return await Promise.race([deciding, silent]);
  } finally {
    clearTimeout(timer);
  }
}

function settle(decisions: readonly Decision[]): void {
  for (const decision of decisions) decision.settle();
}

/** `stale`: the execution has another revision than the working copy, so nothing that was decided on it counts. */
type WriteResult = "written" | "unchanged" | "refused" | "stale";

/** What became of a group, and what was decided for each of its commands in the end. */
type Written = { readonly result: WriteResult; readonly decisions: readonly Decision[] };

async function decideGroup(
  db: Database,
  executionId: string,
  group: readonly PendingCommand[],
): Promise<Written> {
  if (isTransaction(db)) return await underLock(db, executionId, group, null);
  const remembered = stateCache.take(executionId);
  if (group[0]?.before || remembered?.shared) {
    return await underLock(db, executionId, group, remembered);
  }
  return await inOneStatement(db, executionId, group, remembered);
}

/** Without a lock: the result is written only if the execution still has the revision of the working copy. */
async function inOneStatement(
  db: Database,
  executionId: string,
  group: readonly PendingCommand[],
  copy: CachedState | null,
): Promise<Written> {
  const { ownerId = null, request = null } = group[0] ?? {};
  const isOwn = copy && (ownerId === null || ownerId === copy.row.userId);
  const known = isOwn ? copy : await readState(db, { executionId, ownerId });
  const written = await decideAndWrite(db, known, group, request);
  const { result } = written;
  if (result === "stale") return await underLock(db, executionId, group, null, { shared: true });
  // A possible reason for the refusal is that the same request was processed before.
  if (request && result !== "written") return await underLock(db, executionId, group, known);
  remember(db, known);
  return written;
}

/**
 * Decides on the stored state, which stays locked until the commit. `copy` saves reading most of it. A run is processed
 * like this while other processes change it too (`shared`): without a lock, the decision would often be stale.
 */
async function underLock(
  db: Database,
  executionId: string,
  group: readonly PendingCommand[],
  copy: CachedState | null,
  { shared = false } = {},
): Promise<Written> {
  const { ownerId = null, request = null, before = null } = group[0] ?? {};
  const { written, known } = await transaction(db, async (tx) => {
    const read = await readLockedState(tx, { executionId, ownerId }, copy);
    const held = shared ? { ...read, shared } : read;
    if (request && (await claimOnce(tx, request, executionId)) !== null) {
      const decisions = group.map((command) => command.view(held.work, held.row));
      return { written: { result: "unchanged", decisions } satisfies Written, known: held };
    }
    await before?.(tx);
    const decided = await decideAndWrite(tx, held, group, null);
    if (decided.result === "stale") throw new Error("A locked run has changed.");
    if ((request ?? before) && decided.result === "refused") throw new RollBack(decided.decisions);
    return { written: decided, known: held };
  });
  remember(db, known);
  return written;
}

/** Rolls back what was written before a command that was not accepted. The command's outcome stands. */
class RollBack extends Error {
  override readonly name = "RollBack";
  readonly decisions: readonly Decision[];

  constructor(decisions: readonly Decision[]) {
    super("The command was not accepted.");
    this.decisions = decisions;
  }
}

async function decideAndWrite(
  db: Database,
  { work, row }: CachedState,
  group: readonly PendingCommand[],
  request: KeyedRequest | null,
): Promise<Written> {
  const began = { executionId: row.id, revision: work.state.revision, userId: row.userId };
  const decisions = group.map((command) => command.decide(work, row));
  const events = decisions.flatMap((decision) => decision.events);
  const effects = decisions.flatMap((decision) => decision.effects);
  if (events.length + effects.length === 0) {
    if (!(await isExecutionAt(db, began))) return { result: "stale", decisions };
    const isAccepted = decisions.some((decision) => decision.accepted);
    return { result: isAccepted ? "unchanged" : "refused", decisions };
  }
  const at = Math.max(...decisions.map((decision) => decision.at));
  const change = executionChange(row.id, work, { events, effects }, at, row.parentId);
  const isWritten = await updateExecution(db, change, began, request);
  return { result: isWritten ? "written" : "stale", decisions };
}

/** What an open transaction has written may still be rolled back. */
function remember(db: Database, known: CachedState): void {
  if (!isTransaction(db)) stateCache.put(known);
}
