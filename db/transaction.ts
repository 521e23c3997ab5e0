import { setTimeout as pause } from "node:timers/promises";

import type { ReservedSql, Sql } from "postgres";

import { isConnectionFailure } from "#lib/connection-failure.ts";

import { type Database, over } from "./client.ts";

type Isolation = "read committed" | "repeatable read" | "serializable";
type Connection = { onclose: ((error: Error) => void) | null };

/** Open transactions by the database handed to their work, with the number of savepoints set. */
const open = new WeakMap<object, { savepoints: number }>();

/** Whether this is the one connection of an open transaction. */
export function isTransaction(db: Database): boolean {
  return open.has(db);
}

/**
 * Runs `work` in one transaction on a connection of its own and commits, or rolls back and rethrows what `work` threw.
 * Work that swallowed a failed statement throws too: PostgreSQL answers its `commit` with a silent rollback. Inside a
 * transaction it becomes a savepoint. postgres.js `begin` may share its connection when the pool is saturated
 * (porsager/postgres#1189) and acknowledged writes can be lost, so the connection is reserved first.
 */
export async function transaction<T>(
  db: Database,
  work: (tx: Database) => Promise<T>,
  options: { isolation?: Isolation } = {},
): Promise<T> {
  const outer = open.get(db);
  if (outer) {
    if (options.isolation) throw new Error("Only the outermost transaction sets the isolation.");
    return await savepoint(db, `s${++outer.savepoints}`, work);
  }
  const reserved = await db.$client.reserve();
  const guard = guarded(reserved, db.$client);
  const tx = over(guard.client);
  open.set(tx, { savepoints: 0 });
  try {
    await guard.start(options.isolation);
    const value = await guard.orGone(work(tx));
    const { command } = await guard.orGone(guard.client`commit`);
    if (command !== "COMMIT") throw new Error("A statement failed and its error was swallowed.");
    return value;
  } catch (error) {
    if (isConnectionFailure(error)) await guard.closing();
    // A rollback fails only together with its connection, which then rolls back by itself. The error of `work` counts.
    if (!guard.lost()) await guard.orGone(undo(guard.client, "rollback")).catch(() => {});
    throw error;
  } finally {
    open.delete(tx);
    if (!guard.lost()) reserved.release();
  }
}

async function savepoint<T>(
  tx: Database,
  name: string,
  work: (tx: Database) => Promise<T>,
): Promise<T> {
  await tx.$client.unsafe(`savepoint ${name}`);
  try {
    const value = await work(tx);
    await tx.$client.unsafe(`release savepoint ${name}`);
    return value;
  } catch (error) {
    await undo(tx.$client, `rollback to savepoint ${name}`);
    throw error;
  }
}

/** A rollback fails only together with its connection, which then rolls back by itself. The first error counts. */
async function undo(client: Sql, statement: string): Promise<void> {
  try {
    await client.unsafe(statement);
  } catch {
    // the caller rethrows what went wrong first
  }
}

/** Far longer than a failed socket takes to close, and than waiting statements are worth. */
const closingMs = 1_000;

/**
 * The reserved connection as a client that refuses to work once the connection is lost. Without that, postgres.js
 * writes to a socket it no longer has, which ends the process; and a released dead connection would be handed to the
 * next query as if it were open. Statements that postgres.js is still holding for a connection never settle once it is
 * lost, so whoever waits for them also waits for the connection's end. A statement sent after its socket failed would
 * be answered by the result of the next one.
 */
function guarded(reserved: ReservedSql, pool: Sql) {
  let failure: Error | null = null;
  const { promise: gone, reject } = Promise.withResolvers<never>();
  // Work that notices the failure itself has this long to throw its own error.
  const givenUp = gone.catch(async (error: unknown) => {
    await pause(closingMs, null, { ref: false });
    throw error;
  });
  // Whoever waits hears of the failure from `orGone`. Where nobody does, it must not end the process as unhandled.
  givenUp.catch(() => {});
  const watch = (connection: Connection) => {
    // eslint-disable-next-line unicorn/prefer-add-event-listener -- no event target: a slot of postgres.js
    connection.onclose = (error) => {
      failure = error;
      reject(error);
    };
    return true;
  };
  const orGone = async <T>(statement: PromiseLike<T>) => await Promise.race([statement, givenUp]);
  const start = async (isolation: Isolation | undefined) => {
    const statement = isolation ? `begin isolation level ${isolation}` : "begin";
    // `onexecute` is how postgres.js itself learns which connection runs a `begin`
    await orGone(reserved.unsafe(statement, [], { onexecute: watch } as object));
  };
  const client = new Proxy<Sql>(Object.assign(reserved, { options: pool.options }), {
    apply(target, self, args) {
      if (failure) throw failure;
      return Reflect.apply(target, self, args);
    },
    get(target, key) {
      if (failure && key === "unsafe") throw failure;
      return Reflect.get(target, key);
    },
  });
  // `gone` rejects when the connection has closed. That is what this waits for, so the rejection is no error here.
  const closing = async () => await Promise.race([gone.catch(() => {}), pause(closingMs)]);
  return { client, start, orGone, closing, lost: () => failure !== null };
}
