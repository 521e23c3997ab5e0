"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { db } from "#db/index.ts";
import { action } from "#lib/http/action.ts";
import { preferExecution } from "#lib/runtime/executions/choose-execution.ts";

import { placeOfRun } from "../../../require-run.ts";

const choice = z.object({ "~run": z.uuid(), "~other": z.uuid() });

/** Continues with one of two runs. The other one stays in History. */
export const chooseRun = action(
  "runs.fork",
  choice,
  async ({ "~run": chosenId, "~other": otherId }, viewer): Promise<unknown> => {
    await preferExecution(db, { chosenId, otherId, ownerId: viewer.id });
    return redirect(await placeOfRun(chosenId, viewer.id));
  },
);
