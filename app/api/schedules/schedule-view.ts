import type { ScheduleRow } from "#db/queries/jobs/schedules.ts";

/** A schedule as the API shows it. */
export function scheduleView({ ownerId: _ownerId, ...schedule }: ScheduleRow) {
  return schedule;
}
