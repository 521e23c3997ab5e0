import type { Metadata } from "next";

import { CompareView, type ComparedRun } from "#components/compare/compare-view.tsx";
import { type Clock, momentText } from "#components/format/dates.ts";
import { runReference } from "#components/format/run-reference.ts";
import { Column, PageHead } from "#components/layout/page.tsx";
import { allStepsPath, comparePath, historyPath } from "#components/run/paths.ts";
import { ButtonLink } from "#components/ui/button.tsx";
import { viewerAt } from "#lib/auth/sessions/viewer.ts";
import { hasEnded } from "#lib/engine/state/state.ts";
import { portfolioOf } from "#lib/runtime/progress/run-results.ts";
import type { Run } from "#lib/runtime/store/load-run.ts";

import { viewerClock } from "../../../../../viewer-clock.ts";
import { chooseRun } from "./actions.ts";
import { answerPairs, comparisonAt } from "./require-comparison.ts";

type Props = PageProps<"/runs/[runId]/compare/[otherId]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { runId, otherId } = await params;
  return { title: `Compare ${runReference(runId)} and ${runReference(otherId)}` };
}

export default async function ComparePage({ params }: Props) {
  const { runId, otherId } = await params;
  const path = comparePath(runId, otherId);
  const viewer = await viewerAt(path);
  const compared = await comparisonAt(runId, otherId, viewer.id);
  if (!compared) return <NothingInCommon runId={runId} />;
  const { a, b, comparison } = compared;
  const clock = await viewerClock();
  return (
    <CompareView
      a={comparedRun(a, clock)}
      b={comparedRun(b, clock)}
      backHref={historyPath(runId)}
      answers={answerPairs(a, b, comparison.answers)}
      comparison={comparison}
      choice={{
        action: chooseRun,
        useB: { "~run": b.row.id, "~other": a.row.id },
        keepA: { "~run": a.row.id, "~other": b.row.id },
        note: noteOf(a, b),
      }}
      csvHref={`${path}/comparison.csv`}
    />
  );
}

function comparedRun({ row, work }: Run, clock: Clock): ComparedRun {
  const portfolio = portfolioOf(work);
  const href = portfolio ? `/portfolios/${portfolio.id}` : allStepsPath(row.id);
  return {
    reference: runReference(row.id),
    href,
    what: whatOf(row.forkedFromId !== null, work.state.status, portfolio !== null),
    when: momentText(row.updatedAt, clock),
  };
}

function whatOf(whatIf: boolean, status: Run["row"]["status"], saved: boolean): string {
  const standing = saved ? "saved" : status === "running" ? "not finished" : status;
  return whatIf ? `what if, ${standing}` : standing;
}

/** The effect of the choice on the other run. */
function noteOf(a: Run, b: Run): string {
  const used = isOpen(a)
    ? "Using B cancels A."
    : portfolioOf(a.work)
      ? "Using B goes on with B. The plan of A stays under Portfolios."
      : "Using B goes on with B.";
  return isOpen(b) ? `${used} Keeping A cancels B. What is cancelled stays in History.` : used;
}

function isOpen({ work }: Run): boolean {
  return !hasEnded(work.state.status);
}

function NothingInCommon({ runId }: { runId: string }) {
  return (
    <Column width="guided">
      <PageHead title="These two runs follow different workflows" />
      <p>Only runs of the same workflow have answers and steps in common.</p>
      <p className="mt-6">
        <ButtonLink look="primary" href={historyPath(runId)}>
          Choose another run
        </ButtonLink>
      </p>
    </Column>
  );
}
