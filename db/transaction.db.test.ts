import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";

import { freshDb } from "#tests/support/pg.ts";

import type { Database } from "./client.ts";
import { transaction } from "./transaction.ts";

async function withTable(): Promise<Database> {
  const db = await freshDb();
  await db.execute(sql`create table notes (body text primary key)`);
  return db;
}

const note = (db: Database, body: string) => db.execute(sql`insert into notes values (${body})`);
const notes = async (db: Database) =>
  (await db.execute<{ body: string }>(sql`select body from notes order by body`)).map(
    (row) => row.body,
  );

describe("a transaction", () => {
  test("commits what its work wrote and returns its value", async () => {
    const db = await withTable();
    const value = await transaction(db, async (tx) => {
      await note(tx, "a");
      expect(await notes(db)).toEqual([]);
      return 7;
    });
    expect(value).toBe(7);
    expect(await notes(db)).toEqual(["a"]);
  });

  test("rolls back on a throw and rethrows it", async () => {
    const db = await withTable();
    const work = transaction(db, async (tx) => {
      await note(tx, "a");
      throw new RangeError("no");
    });
    await expect(work).rejects.toThrow(RangeError);
    expect(await notes(db)).toEqual([]);
  });

  test("does not report success when a failed statement was swallowed", async () => {
    const db = await withTable();
    const work = transaction(db, async (tx) => {
      await note(tx, "a");
      // Refused as a duplicate. The transaction is broken although the error is swallowed here.
      await note(tx, "a").catch(() => {});
    });
    await expect(work).rejects.toThrow("swallowed");
    expect(await notes(db)).toEqual([]);
  });

  test("runs at the isolation it was asked for", async () => {
    const db = await withTable();
    const level = await transaction(
      db,
      async (tx) => (await tx.execute(sql`show transaction_isolation`))[0],
      { isolation: "serializable" },
    );
    expect(level).toEqual({ transaction_isolation: "serializable" });
  });

  test("keeps its connection to itself while the pool is saturated", async () => {
    const db = await withTable();
    const bodies = Array.from({ length: 200 }, (_, i) => String(i).padStart(3, "0"));
    await Promise.all(
      bodies.map((body, i) =>
        i % 2 ? note(db, body) : transaction(db, async (tx) => await note(tx, body)),
      ),
    );
    expect(await notes(db)).toEqual(bodies);
  });
});

describe("a nested transaction", () => {
  test("takes back only its own writes when it fails", async () => {
    const db = await withTable();
    await transaction(db, async (tx) => {
      await note(tx, "outer");
      const inner = transaction(tx, async (nested) => {
        await note(nested, "inner");
        await note(nested, "inner");
      });
      await expect(inner).rejects.toThrow("Failed query");
      await transaction(tx, async (nested) => await note(nested, "second"));
    });
    expect(await notes(db)).toEqual(["outer", "second"]);
  });

  test("falls with the outer one", async () => {
    const db = await withTable();
    const work = transaction(db, async (tx) => {
      await transaction(tx, async (nested) => await note(nested, "inner"));
      throw new Error("outer failed");
    });
    await expect(work).rejects.toThrow("outer failed");
    expect(await notes(db)).toEqual([]);
  });
});

/** Ends the server's side of a transaction's connection and waits until the client has noticed. */
async function cut(db: Database, tx: Database): Promise<void> {
  const [own] = await tx.execute<{ pid: number }>(sql`select pg_backend_pid() as pid`);
  await db.execute(sql`select pg_terminate_backend(${own!.pid})`);
  await new Promise((resolve) => setTimeout(resolve, 50));
}

describe("a lost connection", () => {
  test("does not hide the first error", async () => {
    const db = await withTable();
    const work = transaction(db, async (tx) => {
      await note(tx, "a");
      await cut(db, tx);
      throw new RangeError("first");
    });
    await expect(work).rejects.toThrow("first");
    expect(await notes(db)).toEqual([]);
  });

  test("fails later statements and the commit, and leaves the pool whole", async () => {
    const db = await withTable();
    for (let i = 0; i < 12; i += 1) {
      const statement = transaction(db, async (tx) => {
        await cut(db, tx);
        await note(tx, "lost");
      });
      await expect(statement).rejects.toThrow("Failed query");
      const commit = transaction(db, async (tx) => {
        await note(tx, "lost");
        await cut(db, tx);
      });
      await expect(commit).rejects.toThrow("CONNECTION_CLOSED");
    }
    await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        transaction(db, async (tx) => await note(tx, `kept ${i}`)),
      ),
    );
    expect(await notes(db)).toHaveLength(30);
  });
});
