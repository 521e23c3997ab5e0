import type { ScheduleRow } from "#db/queries/schedules.ts";

/** A schedule as the API shows it. */
export function scheduleView({ ownerId: _ownerId, ...schedule }: ScheduleRow) {
  return schedule;
}
