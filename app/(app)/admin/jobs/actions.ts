"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { db } from "#db/index.ts";
import { removeDeadLetter, runJobAgain } from "#db/queries/jobs/dead-letters.ts";
import { requireRole } from "#lib/auth/sessions/viewer.ts";
import { action } from "#lib/http/action.ts";

const target = z.object({ "~job": z.string().regex(/^\d{1,18}$/u) });

/** Makes the queue try a job again from the start. */
export const runAgain = action(target, async ({ "~job": id }): Promise<unknown> => {
  await requireRole("admin");
  await runJobAgain(db, id);
  return redirect("/admin/jobs");
});

/** Removes a job from the queue. The run that waits for it tells its owner. */
export const remove = action(target, async ({ "~job": id }): Promise<unknown> => {
  await requireRole("admin");
  await removeDeadLetter(db, id);
  return redirect("/admin/jobs");
});
