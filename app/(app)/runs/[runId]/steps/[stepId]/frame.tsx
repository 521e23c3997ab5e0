import Link from "next/link";
import type { ReactNode } from "react";

import { Column, type PageWidth, Split } from "#components/layout/page.tsx";
import { allStepsPath } from "#components/run/paths.ts";
import { completedText, stepItems } from "#components/run/step-items.ts";
import { StepAside } from "#components/run/step-list.tsx";
import { WhatIfNote } from "#components/run/what-if-note.tsx";
import { modeOf } from "#lib/runtime/run-mode.ts";

import type { StepPageData } from "./step-at.ts";

/** A step on its own, or with all steps beside it where the workflow is led both ways. */
export function StepFrame({
  page: { run, target, clock },
  width,
  children,
}: {
  page: StepPageData;
  width: PageWidth;
  children: ReactNode;
}) {
  const { row, work } = run;
  const column = (
    <Column width={width}>
      <WhatIfNote run={row} />
      {children}
    </Column>
  );
  if (modeOf(work.plan.definition) !== "hybrid") return column;
  const items = stepItems(work, clock);
  const aside = (
    <StepAside runId={row.id} items={items} here={target.address} summary={completedText(items)}>
      <p className="text-small mt-4">
        <Link href={allStepsPath(row.id)}>All steps on one page</Link>
      </p>
    </StepAside>
  );
  return <Split aside={aside}>{column}</Split>;
}
