import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import postgres from "postgres";

import { ensureDatabase, startEmbedded } from "#db/embedded/server.ts";
import { migrate, migrationsFolder } from "#db/migrate.ts";
import { env } from "#lib/env.ts";

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

/** The server of the test databases, and the migrated database they are cloned from. */
export type TestServer = { url: string; template: string; release: () => Promise<void> };

/** Starts the test server, or joins it, in a folder of its own beside the application's data. */
export async function startTestServer(): Promise<TestServer> {
  const dataDir = join(env().DATA_DIR, "test");
  const server = await startEmbedded({ dataDir, say: console.error, settings });
  try {
    return { ...server, template: await makeTemplate(server.url) };
  } catch (error) {
    await server.release();
    throw error;
  }
}

/** A database cloned from the template, and a way to drop it. */
export async function cloneDatabase(
  { url, template }: { url: string; template: string },
  prefix: string,
): Promise<{ url: string; drop: () => Promise<void> }> {
  const name = `${prefix}_${randomBytes(6).toString("hex")}`;
  const admin = postgres(`${url}/postgres`, { max: 1, onnotice: () => {} });
  await admin`create database ${admin(name)} template ${admin(template)}`;
  const drop = async () => {
    await left(admin, name);
    await admin`drop database ${admin(name)} with (force)`;
    await admin.end();
  };
  return { url: `${url}/${name}`, drop };
}

/**
 * Waits for connections that close by themselves. The queue reports its end before its last connections have ended, and
 * a client that is cut off in between throws where nobody catches. Connections that stay are cut off.
 */
async function left(admin: postgres.Sql, name: string): Promise<void> {
  const until = Date.now() + 10_000;
  while (Date.now() < until) {
    const open = await admin`
      select 1 from pg_stat_activity where datname = ${name} and backend_type = 'client backend' limit 1`;
    if (open.length === 0) return;
    await pause(5);
  }
}

/** Named after its migrations. It is migrated under another name first, so that an existing template is complete. */
async function makeTemplate(server: string): Promise<string> {
  const template = `template_${await hashOfMigrations()}`;
  const admin = postgres(`${server}/postgres`, { max: 1, onnotice: () => {} });
  try {
    await admin`select pg_advisory_lock(1)`;
    const [found] = await admin`select 1 from pg_database where datname = ${template}`;
    if (found) return template;
    const draft = `${template}_draft`;
    await admin`drop database if exists ${admin(draft)} with (force)`;
    await migrate(await ensureDatabase(server, draft));
    await admin`alter database ${admin(draft)} rename to ${admin(template)}`;
    return template;
  } finally {
    await admin.end();
  }
}

async function hashOfMigrations(): Promise<string> {
  const hash = createHash("sha256");
  const files = (await readdir(migrationsFolder)).filter((name) => name.endsWith(".sql"));
  for (const file of files.toSorted()) hash.update(await readFile(join(migrationsFolder, file)));
  return hash.digest("hex").slice(0, 12);
}
