import { randomBytes } from "node:crypto";

import postgres from "postgres";

import { connect, type Database } from "#db/client.ts";
import { startEmbedded } from "#db/embedded/server.ts";
import { migrate } from "#db/migrate.ts";

/** A new database on a server that waits for the disk (fsync on), for one benchmark. */
export async function benchDatabase(
  connections: number,
): Promise<{ db: Database; url: string; end: () => Promise<void> }> {
  const server = await startEmbedded({ dataDir: ".data/bench", say: console.error });
  const name = `bench_${randomBytes(4).toString("hex")}`;
  const admin = postgres(`${server.url}/postgres`, { max: 1, onnotice: () => {} });
  await admin.unsafe(`create database ${name}`);
  const url = `${server.url}/${name}`;
  await migrate(url);
  const db = connect(url, { max: connections });
  const end = async () => {
    await db.$client.end({ timeout: 2 });
    await admin.unsafe(`drop database ${name} with (force)`);
    await admin.end();
    await server.release();
  };
  return { db, url, end };
}
