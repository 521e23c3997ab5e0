import { z } from "zod";

import { db } from "#db/index.ts";
import { clientAddress } from "#lib/auth/client-address.ts";
import { AppError } from "#lib/errors.ts";
import { readBody, route } from "#lib/http/route.ts";
import { deleteScheduleOf } from "#lib/runtime/schedules/delete-schedule.ts";
import { changeSchedule } from "#lib/runtime/schedules/schedules.ts";

import { scheduleView } from "../schedule-view.ts";

const body = z.strictObject({
  version: z.string().min(1).max(20).nullable().exactOptional(),
  inputs: z.record(z.string(), z.json()).exactOptional(),
  cron: z.string().min(1).max(100).exactOptional(),
  timeZone: z.string().min(1).max(100).exactOptional(),
  /** False pauses the schedule, true resumes it. */
  enabled: z.boolean().exactOptional(),
});

type Params = { params: Promise<{ scheduleId: string }> };

/** Changes one's own schedule; a new rule counts from now on. */
export const PATCH = route("schedules.write", async (request, viewer, { params }: Params) => {
  const change = await readBody(request, body);
  const owned = { scheduleId: idOf((await params).scheduleId), ownerId: viewer.id };
  return Response.json(scheduleView(await changeSchedule(db, owned, change)));
});

/** Ends a schedule. Runs that it started stay. */
export const DELETE = route("schedules.write", async (request, viewer, { params }: Params) => {
  const scheduleId = idOf((await params).scheduleId);
  await deleteScheduleOf(db, viewer, { scheduleId, from: clientAddress(request.headers) });
  return new Response(null, { status: 204 });
});

function idOf(text: string): string {
  const id = z.uuid().safeParse(text);
  if (!id.success) throw new AppError("not_found", "There is no such schedule.");
  return id.data;
}
