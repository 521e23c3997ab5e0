import type { Metadata } from "next";

import { Column, PageHead } from "#components/layout/page.tsx";
import { ScheduleRow } from "#components/schedule/schedule-row.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { db } from "#db/index.ts";
import { listSchedules } from "#db/queries/jobs/schedules.ts";
import { viewerAt } from "#lib/auth/sessions/viewer.ts";

import { deleteSchedule, pauseSchedule, resumeSchedule } from "./actions.ts";

export const metadata: Metadata = { title: "Schedules" };

const acts = { pause: pauseSchedule, resume: resumeSchedule, remove: deleteSchedule };

export default async function SchedulesPage() {
  const viewer = await viewerAt("/schedules");
  const schedules = await listSchedules(db, viewer.id);
  return (
    <Column width="list">
      <PageHead title="Schedules">
        <p>Runs that start by themselves. You find each under Runs.</p>
      </PageHead>
      {schedules.length === 0 ? (
        <>
          <p>No schedules yet. Open a template and choose ‘Run this regularly’.</p>
          <p className="mt-4">
            <ButtonLink look="primary" href="/templates">
              Choose a template
            </ButtonLink>
          </p>
        </>
      ) : (
        <ul className="border-line border-t">
          {schedules.map((schedule) => (
            <ScheduleRow key={schedule.id} schedule={schedule} acts={acts} />
          ))}
        </ul>
      )}
    </Column>
  );
}
