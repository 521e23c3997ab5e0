import type { Metadata } from "next";

import { AccountFirst } from "#components/layout/account-first.tsx";
import { Column } from "#components/layout/page.tsx";
import { allStepsPath, changePath } from "#components/run/paths.ts";
import { BackLink } from "#components/ui/back-link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { may } from "#lib/auth/capabilities.ts";
import { hasEnded } from "#lib/engine/state/state.ts";

import { requireRun } from "../../require-run.ts";
import { CheckView } from "./check-view.tsx";
import { Overview } from "./overview.tsx";
import { viewAsked } from "./requested-view.ts";
import { StepView } from "./step-view.tsx";
import { WriteView } from "./write-view.tsx";

type Props = PageProps<"/runs/[runId]/change">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { runId } = await params;
  const { run } = await requireRun(runId, changePath(runId));
  return { title: `Change this run - ${run.work.plan.definition.name}` };
}

/** The steps that a run has yet to do, and how to change them: by a newer version, step by step, or written by hand. */
export default async function ChangePage({ params, searchParams }: Props) {
  const { runId } = await params;
  const path = changePath(runId);
  const { run, clock, viewer } = await requireRun(runId, path);
  const { status } = run.work.state;
  if (hasEnded(status)) {
    return (
      <Column width="step">
        <BackLink href={allStepsPath(runId)}>All steps</BackLink>
        <h1 tabIndex={-1} className="mt-5">
          Change this run
        </h1>
        <Notice className="mt-6">
          This run has {status}. Nothing about it can change any more.
        </Notice>
      </Column>
    );
  }
  const asked = viewAsked(await searchParams, run);
  const writes = may(viewer, "runs.writeChange");
  const back = asked.view === "overview" ? allStepsPath(runId) : path;
  return (
    <Column width="step">
      <BackLink href={back}>{asked.view === "overview" ? "All steps" : "Change this run"}</BackLink>
      {asked.view === "overview" && <Overview run={run} clock={clock} done={asked.done} />}
      {asked.view === "step" && <StepView run={run} step={asked.step} writes={writes} />}
      {asked.view === "write" && writes && <WriteView run={run} />}
      {asked.view === "write" && !writes && (
        <>
          <h1 tabIndex={-1} className="mt-5">
            Write a change yourself
          </h1>
          <AccountFirst next={changePath(runId, { write: "1" })}>
            Create an account first, to change a run in your own words.
          </AccountFirst>
        </>
      )}
      {asked.view === "check" && <CheckView run={run} asked={asked} />}
    </Column>
  );
}
