import { expect } from "vitest";

import type { Database } from "#db/client.ts";
import { findingsIn } from "#tests/support/findings.ts";

/** Nothing that is stored is wrong, in any run of the database. Gives how many runs that were. */
export async function expectSound(db: Database): Promise<number> {
  const { findings, executions } = await findingsIn(db);
  expect(findings).toEqual([]);
  return executions;
}
