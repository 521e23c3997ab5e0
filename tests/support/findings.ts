import type { Database } from "#db/client.ts";
import { checkBatch, checkOrphans } from "#lib/runtime/recovery/check-executions.ts";
import type { Finding } from "#lib/runtime/recovery/finding.ts";

/** The findings in everything that is stored, in any run of the database, and how many runs these are. */
export async function findingsIn(
  db: Database,
): Promise<{ findings: readonly Finding[]; executions: number }> {
  const findings: Finding[] = await checkOrphans(db);
  let executions = 0;
  let after: string | null = null;
  do {
    const batch = await checkBatch(db, { after, limit: 500 });
    findings.push(...batch.findings);
    executions += batch.executions;
    after = batch.next;
  } while (after !== null);
  return { findings, executions };
}
