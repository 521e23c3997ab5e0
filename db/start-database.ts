import postgres from "postgres";

import { env, setEnv } from "#lib/env.ts";
import { AppError } from "#lib/errors.ts";

import { lookAfter } from "./embedded/look-after.ts";
import { ensureDatabase, startEmbedded } from "./embedded/server.ts";
import { migrate } from "./migrate.ts";

/**
 * Makes the application's database ready: the one of `DATABASE_URL`, else the embedded server,
 * started if needed; migrated; its URL set for this process and its children. `release` gives the
 * embedded server back; `lookAfter` keeps it running, until the function that it returns is called.
 */
export async function startDatabase(
  say: (line: string) => void,
): Promise<{ release: () => Promise<void>; lookAfter: () => () => Promise<void> }> {
  const given = env().DATABASE_URL;
  if (given) {
    say(`Using the database ${nameOf(given)}.`);
    await refuseUnreachable(given);
    await migrate(given);
    return { release: async () => {}, lookAfter: () => async () => {} };
  }
  say("Starting the database.");
  const server = await startEmbedded({ dataDir: env().DATA_DIR, say });
  try {
    const url = await ensureDatabase(server.url, "workflows");
    setEnv({ DATABASE_URL: url });
    await migrate(url);
  } catch (error) {
    await server.release();
    throw error;
  }
  return { release: server.release, lookAfter: () => lookAfter(server.server) };
}

async function refuseUnreachable(url: string): Promise<void> {
  let sql;
  try {
    sql = postgres(url, { max: 1, connect_timeout: 10, onnotice: () => {} });
    await sql`select 1`;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message || String(cause) : String(cause);
    const sentence = `DATABASE_URL does not lead to a database (${nameOf(url)}): ${reason}.`;
    throw new AppError("unavailable", sentence, { cause });
  } finally {
    await sql?.end({ timeout: 1 });
  }
}

/** The server and the database, without user and password. */
function nameOf(url: string): string {
  const { host, pathname } = URL.canParse(url) ? new URL(url) : { host: "?", pathname: "" };
  return host + pathname;
}
