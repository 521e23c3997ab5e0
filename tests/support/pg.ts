import { randomBytes } from "node:crypto";

import postgres from "postgres";
import { inject, onTestFinished } from "vitest";

import { connect, type Database } from "#db/client.ts";

/** A database of its own for one test, cloned from the migrated template and dropped afterwards. */
export async function freshDb(): Promise<Database> {
  const db = connect(await freshDatabase());
  onTestFinished(async () => {
    await db.$client.end({ timeout: 1 });
  });
  return db;
}

/** The URL of such a database, for code that connects by itself, such as the job queue. */
export async function freshDatabase(): Promise<string> {
  const { server, template } = inject("postgres");
  const name = `test_${randomBytes(6).toString("hex")}`;
  const admin = postgres(`${server}/postgres`, { max: 1, onnotice: () => {} });
  await admin`create database ${admin(name)} template ${admin(template)}`;
  onTestFinished(async () => {
    await admin`drop database ${admin(name)} with (force)`;
    await admin.end();
  });
  return `${server}/${name}`;
}
