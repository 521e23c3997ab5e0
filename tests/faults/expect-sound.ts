import { expect } from "vitest";

import type { Database } from "#db/client.ts";
import { findingsIn } from "#tests/support/findings.ts";

/** Checks that nothing stored is wrong, in any run of the database. Returns how many runs these are. */
export async function expectSound(db: Database): Promise<number> {
  const { findings, executions } = await findingsIn(db);
  expect(findings).toEqual([]);
  return executions;
}
