import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres, { type Sql } from "postgres";

import { keepValuesOutOfFailures } from "./failed-query.ts";
import { selfHealingPool } from "./self-healing-pool.ts";

/** A pool of connections, or the one connection of an open transaction: queries take either. */
export type Database = PostgresJsDatabase & { $client: Sql };

keepValuesOutOfFailures();

/** Drizzle over a postgres.js client. TypeScript names stay camelCase, columns are snake_case. */
export function over(client: Sql): Database {
  return drizzle({ client, casing: "snake_case" });
}

/**
 * A pool for `url` that outlives lost connections. With `max: 1` it is a connection that may hold something, such as a
 * lock, for as long as it lives. It opens its first connection with its first query.
 */
export function connect(url: string, options: { max?: number } = {}): Database {
  const settings = {
    max: options.max ?? 10,
    onnotice: () => {},
    // a database that restarts is back in seconds: the default waits up to 20 between tries
    backoff: (retries: number) => Math.min(2 ** retries / 10, 1),
    connect_timeout: 10,
    ...(options.max === 1 && { max_lifetime: null }),
    connection: { application_name: "workflows" },
  };
  // Drizzle is applied to each new pool, because it sets how that pool reads values.
  const open = (lost: () => void) => over(postgres(url, { ...settings, onclose: lost })).$client;
  return over(selfHealingPool(open));
}
