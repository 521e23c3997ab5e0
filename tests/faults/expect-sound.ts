import { expect } from "vitest";

import type { Database } from "#db/client.ts";
import { checkBatch, checkOrphans } from "#lib/runtime/fsck/check-executions.ts";
import type { Finding } from "#lib/runtime/fsck/finding.ts";

/** Nothing that is stored is wrong, in any run of the database. Gives how many runs that were. */
export async function expectSound(db: Database): Promise<number> {
  const findings: Finding[] = await checkOrphans(db);
  let executions = 0;
  let after: string | null = null;
  do {
    const batch = await checkBatch(db, { after, limit: 500 });
    findings.push(...batch.findings);
    executions += batch.executions;
    after = batch.next;
  } while (after !== null);
  expect(findings).toEqual([]);
  return executions;
}
