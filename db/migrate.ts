import { join } from "node:path";

import { readMigrationFiles } from "drizzle-orm/migrator";
import { drizzle } from "drizzle-orm/postgres-js";
import { migrate as migrateSchema } from "drizzle-orm/postgres-js/migrator";
import { runMigrations } from "graphile-worker";
import postgres, { type Sql } from "postgres";

import { AppError } from "#lib/errors.ts";

/** Any number. All processes that start this application use the same. */
const migrationLock = 7_014_120;

/** Where `npm run db:generate` writes the SQL. */
export const migrationsFolder = join(import.meta.dirname, "migrations");

/**
 * Migrates the database to the current schema, the job queue's tables included. Two processes that start at once take
 * turns.
 */
export async function migrate(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    await sql`select pg_advisory_lock(${migrationLock})`;
    await migrateSchema(drizzle({ client: sql }), { migrationsFolder });
    await refuseSkipped(sql);
    await runMigrations({ connectionString: url });
  } finally {
    await sql.end();
  }
}

/** Drizzle silently skips a migration that is dated before the newest one applied. */
async function refuseSkipped(sql: Sql): Promise<void> {
  const rows = await sql<{ hash: string }[]>`select hash from drizzle.__drizzle_migrations`;
  const applied = new Set(rows.map((row) => row.hash));
  if (readMigrationFiles({ migrationsFolder }).every(({ hash }) => applied.has(hash))) return;
  const sentence = "This database was made by a different line of migrations. Use another one.";
  throw new AppError("unavailable", sentence);
}
