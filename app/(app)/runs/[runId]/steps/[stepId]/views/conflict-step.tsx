import { timeText } from "#components/format/dates.ts";
import { ConflictView } from "#components/run/answer/conflict-view.tsx";
import { stepPath } from "#components/run/paths.ts";
import { db } from "#db/index.ts";
import { getStepRows } from "#db/queries/executions/read-executions.ts";
import { hasEnded } from "#lib/engine/state/state.ts";
import { dependentsOf } from "#lib/runtime/progress/dependents.ts";

import { replaceOtherAnswer } from "../actions.ts";
import type { StepPageData } from "../require-step.ts";
import { hiddenFields } from "../step-page-parts.ts";
import { StepFrame } from "./step-frame.tsx";

/** The page for a person whose answer came after another tab's. */
export async function ConflictStep({ page }: { page: StepPageData }) {
  const { run, step, task } = page;
  const { row, work } = run;
  const rows = await getStepRows(db, row.id);
  const answered = rows.findLast(({ stepId, part }) => {
    return stepId === step.id && part === (task.part ?? "");
  })?.completedAt;
  return (
    <StepFrame page={page} width="guided">
      <ConflictView
        answeredAt={timeText(answered ?? row.updatedAt, page.clock)}
        seeHref={stepPath(row.id, task.address)}
        replace={hasEnded(work.state.status) ? null : replaceOtherAnswer}
        hidden={hiddenFields(page)}
        later={dependentsOf(work, step).map(({ definition }) => definition.name)}
      />
    </StepFrame>
  );
}
