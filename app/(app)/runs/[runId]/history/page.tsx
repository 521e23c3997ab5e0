import type { Metadata } from "next";
import { z } from "zod";

import { type Clock, momentText } from "#components/format/dates.ts";
import { runReference } from "#components/format/run-reference.ts";
import { PageHead, Split } from "#components/layout/page.tsx";
import { FollowRun } from "#components/run/follow-run.tsx";
import { TimelineList } from "#components/run/history/timeline-list.tsx";
import { actors, timeline, type TimelineEntry } from "#components/run/history/timeline.ts";
import { CompareWith } from "#components/run/list/compare-with.tsx";
import { runState } from "#components/run/list/run-state.ts";
import { allStepsPath, historyPath, replayPath, runPath } from "#components/run/paths.ts";
import { RunControls } from "#components/run/run-controls.tsx";
import { completedText, stepItems } from "#components/run/steps/step-items.ts";
import { WhatIfNote } from "#components/run/what-if-note.tsx";
import { BackLink } from "#components/ui/back-link.tsx";
import { Button, ButtonLink } from "#components/ui/button.tsx";
import { Hidden } from "#components/ui/hidden.tsx";
import { SideFacts } from "#components/ui/lists/facts.tsx";
import { StepState } from "#components/ui/lists/step-state.tsx";
import { db } from "#db/index.ts";
import { type Comparable, listComparable } from "#db/queries/executions/forks.ts";
import { getEvents } from "#db/queries/executions/read-executions.ts";
import { hasEnded } from "#lib/engine/state/state.ts";
import { describedChanges } from "#lib/runtime/adapt/described-changes.ts";
import { someNeedsPerson } from "#lib/runtime/progress/next-step.ts";
import { portfolioOf } from "#lib/runtime/progress/run-results.ts";
import { definitionChanges } from "#lib/runtime/store/definition-changes.ts";
import type { Run } from "#lib/runtime/store/load-run.ts";

import { requireRun } from "../../require-run.ts";
import { cancelRun, pauseRun, resumeRun } from "../actions.ts";

type Props = PageProps<"/runs/[runId]/history">;

/** Longer histories show their beginning, and say so. */
const most = 2_000;
const chosen = z.enum(actors).nullable().catch(null);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { runId } = await params;
  const { run } = await requireRun(runId, historyPath(runId));
  return { title: `History of ${runReference(runId)} - ${run.work.plan.definition.name}` };
}

export default async function HistoryPage({ params, searchParams }: Props) {
  const { runId } = await params;
  const { run, clock, viewer } = await requireRun(runId, historyPath(runId));
  const actor = chosen.parse((await searchParams)["actor"]);
  const events = await getEvents(db, { executionId: run.row.id, after: 0, limit: most });
  const changes = await describedChanges(db, definitionChanges(events));
  const described = new Map(changes.map((one) => [one.seq, one]));
  const all = timeline(run.work.plan, events, clock, described);
  const shown = actor === null ? all : all.filter((entry) => entry.actor === actor);
  const { status, revision } = run.work.state;
  const others = await listComparable(db, {
    executionId: run.row.id,
    ownerId: viewer.id,
    limit: 5,
  });
  return (
    <>
      <BackLink href="/runs">Runs</BackLink>
      <div className="mt-4">
        <WhatIfNote run={run.row} />
        <Head run={run} />
      </div>
      <Split aside={<Aside run={run} entries={all} others={others} clock={clock} />}>
        <section aria-labelledby="history">
          <div className="mb-4 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-2">
            <h2 id="history">History</h2>
            <ActorFilter actor={actor} />
          </div>
          {revision > most && (
            <p className="text-ink-2 mb-4">The first {most.toLocaleString("en-US")} events.</p>
          )}
          {shown.length === 0 && <p>Nothing by this actor.</p>}
          <TimelineList runId={run.row.id} entries={shown} clock={clock} />
        </section>
      </Split>
      {!hasEnded(status) && <FollowRun runId={run.row.id} after={revision} />}
    </>
  );
}

function Head({ run: { row, work } }: { run: Run }) {
  const { status, ending } = work.state;
  const { name, version } = work.plan.definition;
  const open = status === "running" || status === "paused" ? status : null;
  return (
    <PageHead
      title={name}
      acts={
        open && (
          <>
            {open === "running" && (
              <ButtonLink look="primary" size="small" href={runPath(row.id)}>
                Continue
              </ButtonLink>
            )}
            <RunControls
              runId={row.id}
              status={open}
              isEnding={ending !== null}
              acts={{ cancel: cancelRun, pause: pauseRun, resume: resumeRun }}
            />
          </>
        )
      }
    >
      <p className="flex flex-wrap items-center gap-x-2">
        {runReference(row.id)}, version {version}
        <StepState state={runState(status, someNeedsPerson(work))} />
      </p>
    </PageHead>
  );
}

/**
 * In the address, so that it can be kept and shared. A button, so that nothing changes before the person presses it.
 */
function ActorFilter({ actor }: { actor: z.output<typeof chosen> }) {
  return (
    <form method="get" aria-label="Filter events" className="flex gap-2">
      <label>
        <Hidden>Actor</Hidden>
        <select
          name="actor"
          defaultValue={actor ?? ""}
          className="rounded-control border-control bg-surface text-small min-h-9 border px-2.5"
        >
          <option value="">All actors</option>
          {actors.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <Button size="small">Show</Button>
    </form>
  );
}

function Aside({
  run: { row, work },
  entries,
  others,
  clock,
}: {
  run: Run;
  entries: readonly TimelineEntry[];
  others: readonly Comparable[];
  clock: Clock;
}) {
  const failures = entries.filter(({ bad }) => bad).length;
  const portfolio = portfolioOf(work);
  return (
    <aside aria-label="About this run" className="space-y-6">
      <SideFacts
        facts={[
          { name: "Started", value: momentText(row.startedAt, clock) },
          { name: "Steps", value: completedText(stepItems(work, clock)) },
          { name: "Problems", value: failures === 0 ? "None" : String(failures) },
        ]}
      />
      <ul className="text-small space-y-1">
        <li>
          <a href={allStepsPath(row.id)}>All steps</a>
        </li>
        <li>
          <a href={replayPath(row.id, 1)}>Replay from the first event</a>
        </li>
        {portfolio && (
          <li>
            <a href={`/portfolios/${portfolio.id}`}>{portfolio.name}</a>
          </li>
        )}
      </ul>
      {others.length > 0 && <CompareWith runId={row.id} others={others} clock={clock} />}
    </aside>
  );
}
