import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";

import { momentText } from "#components/format/dates.ts";
import { runReference } from "#components/format/run-reference.ts";
import { Column, PageHead } from "#components/layout/page.tsx";
import { FollowRun } from "#components/run/follow-run.tsx";
import { runState } from "#components/run/list/run-state.ts";
import { allStepsPath, changePath, runPath } from "#components/run/paths.ts";
import { RunControls } from "#components/run/run-controls.tsx";
import { completedText, stepItems } from "#components/run/steps/step-items.ts";
import { StepList } from "#components/run/steps/step-list.tsx";
import { WhatIfNote } from "#components/run/what-if-note.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { StepState } from "#components/ui/lists/step-state.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { Time } from "#components/ui/time.tsx";
import { db } from "#db/index.ts";
import { hasEnded } from "#lib/engine/state/state.ts";
import { parentOf } from "#lib/runtime/progress/children.ts";
import { nextStep, someNeedsPerson } from "#lib/runtime/progress/next-step.ts";
import { portfolioOf } from "#lib/runtime/progress/run-results.ts";
import type { Run } from "#lib/runtime/store/load-run.ts";

import { requireRun } from "../require-run.ts";
import { runLocation } from "../run-location.ts";
import { cancelRun, pauseRun, resumeRun } from "./actions.ts";
import { Stuck } from "./stuck.tsx";

type Props = PageProps<"/runs/[runId]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { runId } = await params;
  const { run } = await requireRun(runId, runPath(runId));
  return { title: `All steps - ${run.work.plan.definition.name}` };
}

/** Leads to where the run continues. With `?view=all`, or when nothing is open, it lists all steps. */
export default async function RunPage({ params, searchParams }: Props) {
  const { runId } = await params;
  const { run, clock } = await requireRun(runId, runPath(runId));
  const { view, wait } = await searchParams;
  const { row, work } = run;
  const goesOn = wait !== undefined && (nextStep(work) !== null || hasEnded(work.state.status));
  if (view !== "all" || goesOn) redirect(await runLocation(run));
  const items = stepItems(work, clock);
  const { status, ending } = work.state;
  const waits = someNeedsPerson(work);
  const parent = await parentOf(db, run);
  return (
    <Column width="list">
      <WhatIfNote run={row} />
      <PageHead
        above={
          <p className="text-small text-ink-3">
            {runReference(row.id)}, started{" "}
            <Time at={row.startedAt}>{momentText(row.startedAt, clock)}</Time>
            {parent && <PartOf parent={parent} />}
          </p>
        }
        title={work.plan.definition.name}
        acts={<HeadActs run={run} />}
      >
        <p className="flex flex-wrap items-center gap-x-3">
          {completedText(items)} <StepState state={runState(status, waits)} />
        </p>
      </PageHead>
      <Situation run={run} />
      <Stuck run={run} />
      <StepList runId={row.id} items={items} />
      <div className="mt-8 flex flex-wrap items-center gap-x-6 gap-y-3">
        <Link href={`${runPath(row.id)}/history`}>History</Link>
        {!hasEnded(status) && !ending && <Link href={changePath(row.id)}>Change this run</Link>}
        {/* A child run is paused and cancelled with its parent. */}
        {!parent && (status === "running" || status === "paused") && (
          <RunControls
            runId={row.id}
            status={status}
            isEnding={ending !== null}
            acts={{ cancel: cancelRun, pause: pauseRun, resume: resumeRun }}
          />
        )}
      </div>
      {!hasEnded(status) && <Follow row={row} wait={wait !== undefined} />}
    </Column>
  );
}

/** The parent of a child run. */
function PartOf({ parent: { row, work } }: { parent: Run }) {
  return (
    <>
      , part of <Link href={allStepsPath(row.id)}>{work.plan.definition.name}</Link>
    </>
  );
}

/** Renders the list again when something happens, or leads a person on who only waits here. */
function Follow({ row: { id, revision }, wait }: { row: Run["row"]; wait: boolean }) {
  return <FollowRun runId={id} after={revision} {...(wait && { to: runPath(id) })} />;
}

function HeadActs({ run: { row, work } }: { run: Run }) {
  const portfolio = portfolioOf(work);
  if (portfolio) {
    return (
      <ButtonLink look="primary" size="small" href={`/portfolios/${portfolio.id}`}>
        See your plan
      </ButtonLink>
    );
  }
  if (work.state.status !== "running" || !nextStep(work)) return null;
  return (
    <ButtonLink look="primary" size="small" href={runPath(row.id)}>
      Continue
    </ButtonLink>
  );
}

/** The situation of a run that does not simply go on, in a sentence. */
function Situation({ run: { work } }: { run: Run }) {
  const { status, error, ending } = work.state;
  if (ending && !hasEnded(status)) {
    return (
      <Notice tone={ending.as === "failed" ? "danger" : "neutral"}>
        {ending.error?.message ?? "This run is cancelled."} What its steps did is undone first, the
        last one first.
      </Notice>
    );
  }
  switch (status) {
    case "paused":
      return <Notice>This run is paused. Nothing new starts until you resume it.</Notice>;
    case "cancelled":
      return <Notice>This run was cancelled. Finished steps stay in History.</Notice>;
    case "failed":
      return (
        <Notice tone="danger">
          {error?.message ?? "This run could not go on."} Finished steps stay in History.
        </Notice>
      );
    case "completed":
    case "pending":
    case "running":
      return null;
  }
}
