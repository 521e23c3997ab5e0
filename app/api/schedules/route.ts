import { z } from "zod";

import { db } from "#db/index.ts";
import { listSchedules } from "#db/queries/jobs/schedules.ts";
import { idempotencyKeyOf } from "#lib/http/idempotency-key.ts";
import { readBody, route } from "#lib/http/route.ts";
import { createSchedule } from "#lib/runtime/schedules/schedules.ts";

import { scheduleView } from "./schedule-view.ts";

const body = z.strictObject({
  workflowId: z.string().min(1).max(100),
  version: z.string().min(1).max(20).nullable().default(null),
  inputs: z.record(z.string(), z.json()).default({}),
  cron: z.string().min(1).max(100),
  timeZone: z.string().min(1).max(100).default("UTC"),
});

/** One's own schedules. */
export const GET = route("schedules.read", async (request, viewer) => {
  const schedules = await listSchedules(db, viewer.id);
  return Response.json({ schedules: schedules.map(scheduleView) });
});

/** Plans runs of a workflow by a cron rule on the clocks of a time zone. */
export const POST = route("schedules.write", async (request, viewer) => {
  const plan = await readBody(request, body);
  const idempotencyKey = idempotencyKeyOf(request);
  const schedule = await createSchedule(db, { ...plan, ownerId: viewer.id, idempotencyKey });
  return Response.json(scheduleView(schedule), { status: 201 });
});
