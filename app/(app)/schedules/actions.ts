"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { db } from "#db/index.ts";
import { hasUnderstood, recordUnderstood } from "#db/queries/people/consents.ts";
import { postedEntries, postedFrom } from "#lib/form/form-data.ts";
import { action } from "#lib/http/action.ts";
import { callerAddress } from "#lib/http/caller.ts";
import { deleteScheduleOf } from "#lib/runtime/schedules/delete-schedule.ts";
import { changeSchedule, createSchedule } from "#lib/runtime/schedules/schedules.ts";

import { definitionOf } from "../templates/[workflowId]/definition-of.ts";
import { readPlan } from "./read-plan.ts";

const newSchedule = z
  .object({ "~workflow": z.string().min(1).max(100), "~key": z.uuid() })
  .catchall(postedEntries);

/** Plans runs of a workflow: when they start, in words or by a rule, and what each starts with. */
export const planRuns = action(
  "schedules.write",
  newSchedule,
  async (form, viewer): Promise<unknown> => {
    const { "~workflow": workflowId, "~key": key, ...entries } = form;
    const definition = await definitionOf(workflowId);
    const { rule, inputs } = readPlan(definition, await postedFrom(entries), new Date());
    if (!(await hasUnderstood(db, viewer.id))) await recordUnderstood(db, viewer.id);
    await createSchedule(db, {
      workflowId,
      version: null,
      inputs,
      ...rule,
      ownerId: viewer.id,
      idempotencyKey: key,
    });
    return redirect("/schedules");
  },
);

const target = z.object({ "~schedule": z.uuid() });

/** Pauses a schedule: no run starts until it is resumed. */
export const pauseSchedule = action(
  "schedules.write",
  target,
  async (form, viewer): Promise<unknown> => {
    const owned = { scheduleId: form["~schedule"], ownerId: viewer.id };
    await changeSchedule(db, owned, { enabled: false });
    return redirect("/schedules");
  },
);

/** Goes on with a paused schedule, from now on. */
export const resumeSchedule = action(
  "schedules.write",
  target,
  async (form, viewer): Promise<unknown> => {
    const owned = { scheduleId: form["~schedule"], ownerId: viewer.id };
    await changeSchedule(db, owned, { enabled: true });
    return redirect("/schedules");
  },
);

/** Ends a schedule. Runs that it started stay. */
export const deleteSchedule = action(
  "schedules.write",
  target,
  async (form, viewer): Promise<unknown> => {
    const scheduleId = form["~schedule"];
    await deleteScheduleOf(db, viewer, { scheduleId, from: await callerAddress() });
    return redirect("/schedules");
  },
);
