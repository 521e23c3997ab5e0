import { inject, onTestFinished } from "vitest";

import { connect, type Database } from "#db/client.ts";

import { cloneDatabase } from "./test-server.ts";

/** A database of its own for one test, cloned from the migrated template and dropped afterwards. */
export async function freshDb(): Promise<Database> {
  const db = connect(await freshDatabase());
  onTestFinished(() => db.$client.end({ timeout: 1 }));
  return db;
}

/** The URL of such a database, for code that connects by itself, such as the job queue. */
export async function freshDatabase(): Promise<string> {
  const { url, drop } = await cloneDatabase(inject("postgres"), "test");
  onTestFinished(drop);
  return url;
}

/** The URL by which another process reaches the database of this test. */
export async function urlOf(db: Database): Promise<string> {
  const [found] = await db.$client<[{ name: string }]>`select current_database() as name`;
  return `${inject("postgres").url}/${found.name}`;
}
