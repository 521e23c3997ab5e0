import { StuckNotice } from "#components/run/stuck-notice.tsx";
import { db } from "#db/index.ts";
import { listStuck } from "#db/queries/jobs/orphaned-jobs.ts";
import { type Run, stepOf } from "#lib/runtime/store/load-run.ts";

import { tryStuckAgain } from "./actions.ts";

/** Says when a run is stuck although nobody is asked for anything. */
export async function Stuck({ run }: { run: Run }) {
  if (run.work.state.status !== "running") return null;
  const stuck = await listStuck(db, run.row.id);
  const named = stuck.map(({ stepId, tries }) => ({
    name: stepId === null ? null : (stepOf(run, stepId)?.step.definition.name ?? stepId),
    tries,
  }));
  return <StuckNotice runId={run.row.id} stuck={named} action={tryStuckAgain} />;
}
