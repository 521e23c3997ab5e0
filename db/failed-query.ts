import { PgPreparedQuery } from "drizzle-orm/pg-core";

/**
 * A query that failed, without the values that went with it; its cause is PostgreSQL's own error or the connection's.
 */
class FailedQuery extends Error {
  override readonly name = "FailedQuery";

  constructor(query: string, cause: unknown) {
    super(`Failed query: ${query.slice(0, 500)}`, { cause: withoutValues(cause) });
  }
}

/**
 * Has drizzle's failures say which statement failed, and not with which values: drizzle 0.45.4 writes them all into the
 * message, addresses, names and password hashes among them, and whoever logs it has logged those.
 */
export function keepValuesOutOfFailures(): void {
  Reflect.set(PgPreparedQuery.prototype, "queryWithCache", answered);
}

/** What drizzle does where nothing is cached. */
async function answered(query: string, _params: unknown, ask: () => Promise<unknown>) {
  try {
    return await ask();
  } catch (error) {
    throw new FailedQuery(query, error);
  }
}

/** PostgreSQL shows the row that a constraint refused, and how far it came in a value. */
function withoutValues(cause: unknown): unknown {
  if (cause instanceof Error) {
    for (const name of ["detail", "where", "parameters", "args"])
      Reflect.deleteProperty(cause, name);
  }
  return cause;
}
