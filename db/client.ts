import { drizzle, type PostgresJsDatabase } from "drizzle-orm/postgres-js";
import postgres, { type Sql } from "postgres";

/** A pool of connections, or the one connection of an open transaction: queries take either. */
export type Database = PostgresJsDatabase & { $client: Sql };

/** Drizzle over a postgres.js client. TypeScript names stay camelCase, columns are snake_case. */
export function over(client: Sql): Database {
  return drizzle({ client, casing: "snake_case" });
}

/** In a pool, connections are renewed this often, so that none is lost to it for longer: see `reserve` of db/transaction.ts. */
const lifeSeconds = 60;

/** A pool for `url`. It opens its first connection with its first query. */
export function connect(url: string, options: { max?: number } = {}): Database {
  return over(
    postgres(url, {
      max: options.max ?? 10,
      onnotice: () => {},
      // a database that restarts is back in seconds: the default waits up to 20 between tries
      backoff: (retries: number) => Math.min(2 ** retries / 10, 1),
      connect_timeout: 10,
      // a single connection holds something, such as a lock, for as long as it lives
      max_lifetime: options.max === 1 ? null : lifeSeconds,
      connection: { application_name: "workflows" },
    }),
  );
}
