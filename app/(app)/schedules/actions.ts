"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { plainRules } from "#components/schedule/schedule-words.ts";
import { db } from "#db/index.ts";
import { hasUnderstood, recordUnderstood } from "#db/queries/consents.ts";
import { AppError } from "#lib/errors.ts";
import { action } from "#lib/http/action.ts";
import { changeSchedule, createSchedule, removeSchedule } from "#lib/runtime/schedules.ts";

const hows = ["week", "month", "quarter", "rule"] as const;
const newSchedule = z.object({
  workflowId: z.string().min(1).max(100),
  key: z.uuid(),
  how: z.enum(hows, "Choose how often a run starts"),
  cron: z.string().trim().max(100).default(""),
  timeZone: z.string("Choose a time zone").min(1, "Choose a time zone").max(100),
});

/** Plans runs of a workflow, chosen in words or by a rule. */
export const planRuns = action(newSchedule, async (form, viewer): Promise<unknown> => {
  if (viewer.guest) throw new AppError("forbidden", "Create an account first.");
  const { workflowId, key, how, timeZone } = form;
  const cron = plainRules.find((rule) => rule.how === how)?.cron ?? form.cron;
  if (!(await hasUnderstood(db, viewer.id))) await recordUnderstood(db, viewer.id);
  await createSchedule(db, {
    workflowId,
    version: null,
    inputs: {},
    cron,
    timeZone,
    ownerId: viewer.id,
    idempotencyKey: key,
  });
  return redirect("/schedules");
});

const target = z.object({ "~schedule": z.uuid() });

/** Pauses a schedule: no run starts until it is resumed. */
export const pauseSchedule = action(target, async (form, viewer): Promise<unknown> => {
  const owned = { scheduleId: form["~schedule"], ownerId: viewer.id };
  await changeSchedule(db, owned, { enabled: false });
  return redirect("/schedules");
});

/** Goes on with a paused schedule, from now on. */
export const resumeSchedule = action(target, async (form, viewer): Promise<unknown> => {
  const owned = { scheduleId: form["~schedule"], ownerId: viewer.id };
  await changeSchedule(db, owned, { enabled: true });
  return redirect("/schedules");
});

/** Ends a schedule. Runs that it started stay. */
export const deleteSchedule = action(target, async (form, viewer): Promise<unknown> => {
  await removeSchedule(db, { scheduleId: form["~schedule"], ownerId: viewer.id });
  return redirect("/schedules");
});
