import Link from "next/link";
import type { ReactNode } from "react";

import { Inset } from "#components/ui/inset.tsx";
import { Facts } from "#components/ui/lists/facts.tsx";

import { AssumptionsSection } from "./assumptions-section.tsx";
import { ExplanationSection } from "./explanation-section.tsx";
import { FrontierSection } from "./frontier-section.tsx";
import { PrintButton } from "./print-button.tsx";
import { ProjectionSection } from "./projection-section.tsx";
import type { ReportData } from "./report-data.ts";
import { planSummary } from "./report-text.ts";
import { RiskSection } from "./risk-section.tsx";
import { WeightsSection } from "./weights-section.tsx";

/** A plan to read, check and print. `acts` are further actions beside printing. */
export function PlanReport({ data, acts }: { data: ReportData; acts?: ReactNode }) {
  return (
    <article className="max-w-report print:max-w-none">
      <header className="border-line border-b pb-6">
        {data.workflow && (
          <p className="text-small mb-2 print:hidden">
            <Link href={data.workflow.href}>{data.workflow.name}</Link>
          </p>
        )}
        <h1 tabIndex={-1}>{data.title}</h1>
        <Facts
          className="mt-4"
          facts={[
            { name: "For", value: data.owner },
            { name: "Made", value: data.made },
            { name: "Assumptions", value: dataDate(data.allocation.assumptions.asOf) },
            { name: "Version", value: data.version },
            { name: "Reference", value: data.reference },
          ]}
        />
        <div className="mt-5 flex flex-wrap items-center gap-3 print:hidden">
          <PrintButton />
          {acts}
        </div>
      </header>
      <p className="text-lead sm:text-summary mt-8 max-w-[42em] font-serif">{planSummary(data)}</p>
      <WeightsSection data={data} />
      <FrontierSection data={data} />
      <RiskSection data={data} />
      <ProjectionSection data={data} />
      {data.explanation && <ExplanationSection explanation={data.explanation} />}
      <AssumptionsSection data={data} />
      <Inset className="mt-12 break-inside-avoid">
        This plan was calculated from your answers and past prices. It is not financial advice and
        was not reviewed by an adviser. Past results do not predict future results. You can lose
        money.
      </Inset>
    </article>
  );
}

/**
 * The month of the assumptions, without what follows in brackets or after semicolons, because a title has no room for
 * it.
 */
function dataDate(asOf: string): string {
  return asOf.split(/[(;]/)[0]!.trim();
}
