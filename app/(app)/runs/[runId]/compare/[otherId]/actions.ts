"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { db } from "#db/index.ts";
import { action } from "#lib/http/action.ts";
import { rejected } from "#lib/runtime/command.ts";
import { controlExecution } from "#lib/runtime/control.ts";

import { placeOfRun } from "../../../run-at.ts";

const choice = z.object({ "~run": z.uuid(), "~other": z.uuid() });

/** Goes on with one of two runs. The other one, if it is still open, is cancelled: it stays in History. */
export const chooseRun = action(
  choice,
  async ({ "~run": chosen, "~other": other }, viewer): Promise<unknown> => {
    const outcome = await controlExecution(db, {
      executionId: other,
      ownerId: viewer.id,
      command: { type: "cancel", reason: "Another run was used instead" },
    });
    if (!outcome.ok && outcome.rejection.code !== "ended") throw rejected(outcome.rejection);
    return redirect(await placeOfRun(chosen, viewer.id));
  },
);
