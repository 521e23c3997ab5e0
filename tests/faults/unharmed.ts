import { expect } from "vitest";

import type { Database } from "#db/client.ts";
import { listPortfolios } from "#db/queries/portfolios/portfolios.ts";
import { storedAndReplayed } from "#tests/support/executions.ts";

/**
 * Checks that a run shows no trace of any fault: the log leads to the stored state, each step was completed once, and
 * what it saves was saved once. Returns the log.
 */
export async function expectUnharmed(
  db: Database,
  { executionId, ownerId }: { executionId: string; ownerId: string },
) {
  const { stored, replayed, events } = await storedAndReplayed(db, executionId);
  expect(stored).toEqual(replayed);
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, i) => i + 1));
  for (const type of ["step.completed", "step.opened", "step.proposed", "step.queued"]) {
    const steps = events.flatMap((event) =>
      event.type === type && "step" in event ? [event.step] : [],
    );
    expect([type, steps.toSorted()]).toEqual([type, [...new Set(steps)].toSorted()]);
  }
  const saves = events.filter((e) => e.type === "step.completed" && e.step === "save");
  const portfolios = await listPortfolios(db, { ownerId });
  expect(portfolios).toHaveLength(saves.length);
  return events;
}
