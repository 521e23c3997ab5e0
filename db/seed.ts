import type { Database } from "./client.ts";

/** Brings what the application ships with, such as built-in workflows, into the database. Runs at every start. */
export async function seed(_db: Database): Promise<void> {}
