"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { db } from "#db/index.ts";
import { removeParkedJob, runJobAgain } from "#db/queries/jobs/dead-letters.ts";
import { action } from "#lib/http/action.ts";

const target = z.object({ "~job": z.string().regex(/^\d{1,18}$/u) });

/** Has a job tried again as if it never had been. */
export const runAgain = action("jobs.manage", target, async ({ "~job": id }): Promise<unknown> => {
  await runJobAgain(db, id);
  return redirect("/admin/jobs");
});

/** Takes a job off the queue. The run that waits for it says so to its owner. */
export const remove = action("jobs.manage", target, async ({ "~job": id }): Promise<unknown> => {
  await removeParkedJob(db, id);
  return redirect("/admin/jobs");
});
