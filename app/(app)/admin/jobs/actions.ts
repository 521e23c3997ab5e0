"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { db } from "#db/index.ts";
import { removeDeadLetter, runJobAgain } from "#db/queries/jobs/dead-letters.ts";
import { transaction } from "#db/transaction.ts";
import { record } from "#lib/audit/record.ts";
import { action } from "#lib/http/action.ts";
import { callerAddress } from "#lib/http/caller.ts";

const target = z.object({ "~job": z.string().regex(/^\d{1,18}$/u) });

/** Has a job tried again as if it never had been. */
export const runAgain = action(
  "jobs.manage",
  target,
  async ({ "~job": id }, viewer): Promise<unknown> => {
    const from = await callerAddress();
    await transaction(db, async (tx) => {
      await runJobAgain(tx, id);
      await record(tx, { action: "job.run_again", by: viewer, from, target: id });
    });
    return redirect("/admin/jobs");
  },
);

/** Takes a job off the queue. The run that waits for it says so to its owner. */
export const remove = action(
  "jobs.manage",
  target,
  async ({ "~job": id }, viewer): Promise<unknown> => {
    const from = await callerAddress();
    await transaction(db, async (tx) => {
      await removeDeadLetter(tx, id);
      await record(tx, { action: "job.removed", by: viewer, from, target: id });
    });
    return redirect("/admin/jobs");
  },
);
