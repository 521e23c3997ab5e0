import Link from "next/link";
import type { ReactNode } from "react";

import { Column, type PageWidth, Split } from "#components/layout/page.tsx";
import { allStepsPath } from "#components/run/paths.ts";
import { completedText, openWindows, stepItems } from "#components/run/steps/step-items.ts";
import { StepAside, StepsBeside } from "#components/run/steps/step-list.tsx";
import { WhatIfNote } from "#components/run/what-if-note.tsx";
import { hasEnded } from "#lib/engine/state/state.ts";
import { modeOf } from "#lib/runtime/progress/run-mode.ts";

import type { StepPageData } from "../require-step.ts";

/** A step on its own with the other open steps, or with all steps beside it where the workflow is led both ways. */
export function StepFrame({
  page: { run, task, clock },
  width,
  children,
}: {
  page: StepPageData;
  width: PageWidth;
  children: ReactNode;
}) {
  const { row, work } = run;
  const isAlone = modeOf(work.plan.definition) !== "hybrid";
  const besides = isAlone && !hasEnded(work.state.status) ? openWindows(work, clock) : [];
  const column = (
    <Column width={width}>
      <WhatIfNote run={row} />
      {children}
      <StepsBeside runId={row.id} items={besides.filter(({ id }) => id !== task.step.id)} />
    </Column>
  );
  if (isAlone) return column;
  const items = stepItems(work, clock);
  const aside = (
    <StepAside runId={row.id} items={items} here={task.address} summary={completedText(items)}>
      <p className="text-small mt-4">
        <Link href={allStepsPath(row.id)}>All steps on one page</Link>
      </p>
    </StepAside>
  );
  return <Split aside={aside}>{column}</Split>;
}
