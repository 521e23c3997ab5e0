import type { Metadata } from "next";
import Link from "next/link";

import { runReference } from "#components/format/run-reference.ts";
import { PlanReport } from "#components/report/plan-report.tsx";
import { runPath } from "#components/run/paths.ts";
import { WhatIfNote } from "#components/run/what-if-note.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";

import { viewerClock } from "../../../viewer-clock.ts";
import { reportDataOf } from "../report-data.ts";
import { requirePortfolio } from "../require-portfolio.ts";

type Props = PageProps<"/portfolios/[portfolioId]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const plan = await requirePortfolio((await params).portfolioId);
  return { title: `${reportDataOf(plan, await viewerClock()).title} - ${plan.row.name}` };
}

export default async function PortfolioPage({ params, searchParams }: Props) {
  const plan = await requirePortfolio((await params).portfolioId);
  const { saved } = await searchParams;
  const { executionId } = plan.row;
  return (
    <>
      {saved !== undefined && (
        <Notice tone="info" className="max-w-report mb-8 print:hidden">
          <p>
            Your plan is saved. Its reference is <strong>{runReference(executionId)}</strong>. You
            can print it, or find it later under <Link href="/portfolios">Portfolios</Link>.
          </p>
        </Notice>
      )}
      <WhatIfNote run={plan.run} />
      <PlanReport
        data={reportDataOf(plan, await viewerClock())}
        acts={
          <>
            <ButtonLink size="small" href={`/templates/${plan.workflow.id}`}>
              Run again
            </ButtonLink>
            <Link href={`${runPath(executionId)}/history`} className="text-small ml-3">
              History
            </Link>
          </>
        }
      />
    </>
  );
}
