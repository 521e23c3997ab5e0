import type { Metadata } from "next";

import { FailedJobs } from "#components/admin/failed-jobs.tsx";
import { type Clock, counted, durationText, untilText } from "#components/format/dates.ts";
import { runReference } from "#components/format/run-reference.ts";
import { Column, PageHead, Section } from "#components/layout/page.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Facts } from "#components/ui/lists/facts.tsx";
import { Time } from "#components/ui/time.tsx";
import { db } from "#db/index.ts";
import {
  countJobs,
  listRepairs,
  listFailedJobs,
  type QueueCounts,
  type Repair,
} from "#db/queries/jobs/dead-letters.ts";
import { listAbandonedJobs, type AbandonedJob } from "#db/queries/jobs/orphaned-jobs.ts";
import { viewerWho } from "#lib/auth/sessions/viewer.ts";

import { viewerClock } from "../../../viewer-clock.ts";
import { remove, runAgain } from "./actions.ts";

export const metadata: Metadata = { title: "Jobs" };

const most = 50;

/**
 * The state of the queue, its failed jobs, and what the service repaired by itself. For admins. For others the page
 * does not exist.
 */
export default async function JobsPage() {
  await viewerWho("jobs.manage");
  const [counts, jobs, abandoned, repairs, clock] = await Promise.all([
    countJobs(db),
    listFailedJobs(db, most),
    listAbandonedJobs(db, most),
    listRepairs(db, most),
    viewerClock(),
  ]);
  return (
    <Column width="list">
      <PageHead
        title="Jobs"
        acts={
          <ButtonLink size="small" href="/admin/jobs">
            Refresh
          </ButtonLink>
        }
      >
        <p>What the workers do, and what did not work.</p>
      </PageHead>
      <Facts facts={factsOf(counts)} />
      <Section title="Did not work">
        {jobs.length === 0 ? (
          <p>Every job has worked.</p>
        ) : (
          <FailedJobs jobs={jobs} clock={clock} acts={{ runAgain, remove }} />
        )}
        {jobs.length === most && <p className="text-ink-2 mt-4">The first {most} are shown.</p>}
      </Section>
      <Section title="Runs that stand still">
        {abandoned.length === 0 ? (
          <p>No run has lost its job for good.</p>
        ) : (
          <StandingStill {...{ abandoned, clock }} />
        )}
      </Section>
      <Section title="Put right">
        {repairs.length === 0 ? <p>No job was ever lost.</p> : <Repairs {...{ repairs, clock }} />}
      </Section>
    </Column>
  );
}

function factsOf({ due, delayed, running, failing, deadLettered, lateMs }: QueueCounts) {
  const late = due === 0 ? "" : `, the first for ${durationText(lateMs)}`;
  return [
    { name: "Due now", value: `${counted(due, "job")}${late}` },
    { name: "Running", value: String(running) },
    { name: "For later", value: String(delayed) },
    { name: "To be tried again", value: String(failing) },
    { name: "Parked", value: String(deadLettered) },
  ];
}

/** Only the owner of a run may change it, so the run's own page offers to try again. */
function StandingStill({ abandoned, clock }: { abandoned: readonly AbandonedJob[]; clock: Clock }) {
  return (
    <>
      <p className="text-ink-2 mb-4">
        Their jobs are gone, and are not queued again: they were lost again and again, or removed by
        hand. Their owners are told so, and can try again.
      </p>
      <ul className="border-line border-t">
        {abandoned.map(({ executionId, stepId, since }) => (
          <li key={`${executionId} ${stepId}`} className="border-line border-b py-2.5">
            <Time at={since} className="text-small text-ink-3 mr-3">
              {untilText(since, clock)}
            </Time>
            {runReference(executionId)}, step {stepId}
          </li>
        ))}
      </ul>
    </>
  );
}

function Repairs({ repairs, clock }: { repairs: readonly Repair[]; clock: Clock }) {
  return (
    <ul className="border-line border-t">
      {repairs.map(({ id, what, executionId, stepId, key, at }) => (
        <li key={id} className="border-line border-b py-2.5">
          <Time at={at} className="text-small text-ink-3 mr-3">
            {untilText(at, clock)}
          </Time>
          {what === "removed" ? "Removed by hand" : "Lost, and queued again"}:{" "}
          {executionId === null ? key : runReference(executionId)}
          {stepId !== null && `, step ${stepId}`}
        </li>
      ))}
    </ul>
  );
}
