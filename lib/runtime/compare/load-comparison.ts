import type { Database } from "#db/client.ts";
import { AppError } from "#lib/errors.ts";
import { loadRun, type Run } from "#lib/runtime/store/load-run.ts";

import { compareRuns, type Comparison } from "./runs.ts";

/**
 * Two runs of a person's own, and how they differ. Throws `not_found` where either is not theirs, and `invalid` where
 * they follow different workflows, which have no answers and steps in common.
 */
export async function loadComparison(
  db: Database,
  { ownerId, executionId, otherId }: { ownerId: string; executionId: string; otherId: string },
): Promise<{ a: Run; b: Run; comparison: Comparison }> {
  const [a, b] = await Promise.all(
    [executionId, otherId].map(async (id) => await loadRun(db, { executionId: id, ownerId })),
  );
  if (!a || !b) throw new AppError("not_found", "There is no such run.");
  if (a.work.plan.definition.id !== b.work.plan.definition.id) {
    throw new AppError("invalid", "These two runs follow different workflows.");
  }
  return { a, b, comparison: compareRuns(a.work, b.work) };
}
