import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import postgres from "postgres";
import type { TestProject } from "vitest/node";

import { ensureDatabase, startEmbedded } from "#db/embedded.ts";
import { migrate, migrationsFolder } from "#db/migrate.ts";
import { env } from "#lib/env.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgres: { server: string; template: string };
  }
}

/** Test databases may be lost, so nothing waits for the disk. */
const settings = [
  "fsync=off",
  "synchronous_commit=off",
  "full_page_writes=off",
  "max_connections=300",
  "wal_level=minimal",
  "max_wal_senders=0",
  "max_wal_size=4GB",
  "autovacuum=off",
];

/** Starts the test server, or joins it, and makes the template that every test database is cloned from. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const server = await startTestServer();
  const template = `template_${await hashOfMigrations()}`;
  await makeTemplate(server.url, template);
  project.provide("postgres", { server: server.url, template });
  return server.release;
}

/** The server of the test suites, in a folder of its own beside the application's. */
export async function startTestServer() {
  return await startEmbedded({
    dataDir: join(env().DATA_DIR, "test"),
    say: console.error,
    settings,
  });
}

/** Migrates under another name and renames at the end: a template that exists is whole. */
async function makeTemplate(server: string, template: string): Promise<void> {
  const admin = postgres(`${server}/postgres`, { max: 1, onnotice: () => {} });
  try {
    await admin`select pg_advisory_lock(1)`;
    const [found] = await admin`select 1 from pg_database where datname = ${template}`;
    if (found) return;
    const draft = `${template}_draft`;
    await admin`drop database if exists ${admin(draft)} with (force)`;
    await migrate(await ensureDatabase(server, draft));
    await admin`alter database ${admin(draft)} rename to ${admin(template)}`;
  } finally {
    await admin.end();
  }
}

async function hashOfMigrations(): Promise<string> {
  const hash = createHash("sha256");
  const files = (await readdir(migrationsFolder))
    .filter((name) => name.endsWith(".sql"))
    .toSorted();
  for (const file of files) hash.update(await readFile(join(migrationsFolder, file)));
  return hash.digest("hex").slice(0, 12);
}
