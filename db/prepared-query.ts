import type { Database } from "./client.ts";

/**
 * A query that is built once per pool, and planned once per connection. Otherwise drizzle builds it, and the server
 * parses and plans it, for every call. That takes several times as long as finding a few rows by their key.
 */
export function preparedQuery<Query>(build: (db: Database) => Query): (db: Database) => Query {
  const known = new WeakMap<object, Query>();
  return (db) => {
    // Not keyed by `db`: the application's own database stays the same object whichever pool it has now.
    const pool = db.$client;
    const before = known.get(pool);
    if (before) return before;
    const query = build(db);
    known.set(pool, query);
    return query;
  };
}
