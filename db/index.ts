import { env } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";

import { connect, type Database } from "./client.ts";

/** The development server reloads modules. Keeping the pool here stops each reload from opening another. */
const kept = globalThis as typeof globalThis & { workflowsDatabase?: Database };

function opened(): Database {
  if (!kept.workflowsDatabase) {
    const url = env().DATABASE_URL;
    if (!url) throw new AppError("unavailable", "No database is set. Start with `npm start`.");
    kept.workflowsDatabase = connect(url);
  }
  return kept.workflowsDatabase;
}

/** The application's database. Importing it connects to nothing, so a build needs no database. */
// eslint-disable-next-line typescript/no-unsafe-type-assertion -- the proxy answers for the target
export const db: Database = new Proxy({} as Database, {
  get: (_target, key) => Reflect.get(opened(), key),
});
