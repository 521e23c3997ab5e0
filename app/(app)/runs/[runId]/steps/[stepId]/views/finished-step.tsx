import Link from "next/link";
import type { ReactNode } from "react";

import { answerRows } from "#components/run/answer/answer-rows.ts";
import { AnsweredView } from "#components/run/answer/answered-view.tsx";
import { allStepsPath } from "#components/run/paths.ts";
import { PlanSummary } from "#components/run/plan-summary.tsx";
import { stepItems, taskItem } from "#components/run/steps/step-items.ts";
import { db } from "#db/index.ts";
import { listChildren } from "#db/queries/executions/children.ts";
import { formOf } from "#lib/runtime/forms/step-form.ts";
import { answersOf } from "#lib/runtime/forms/stored-answers.ts";

import type { StepPageData } from "../require-step.ts";
import { allocationIn, explanationIn } from "../shown-values.ts";
import { headerOf, continueHref, allowedChanges } from "../step-page-parts.ts";
import { FinishedText } from "./finished-text.tsx";
import { Questions } from "./questions.tsx";
import { StepFrame } from "./step-frame.tsx";
import { WhatIf } from "./what-if.tsx";

/** A step with nothing to do: over, not needed, or not yet to be done. */
export async function FinishedStep({ page }: { page: StepPageData }) {
  const { run, step, state, task } = page;
  const item =
    task.part === null
      ? stepItems(run.work, page.clock).find(({ id }) => id === step.id)!
      : taskItem(run.work, task, page.clock);
  const answers = answersOf(state.output);
  const form = answers && formOf(step, state);
  const ways = allowedChanges(page);
  const shown = step.child ? await whatRanInside(page) : shownOf(page, ways.change);
  return (
    <StepFrame page={page} width={shown && !step.child ? "step" : "guided"}>
      <AnsweredView
        name={page.name}
        {...headerOf(page)}
        onHref={continueHref(page)}
        state={item.label === undefined ? { state: item.state } : item}
        note={noteOf(page, item.hint)}
        rows={form ? answerRows(run.row.id, task.address, form.schema, answers, ways) : []}
        shown={shown}
        whatIf={<WhatIf page={page} hasRows={form !== null} />}
        details={state.output && !form ? JSON.stringify(state.output, null, 2) : null}
      />
    </StepFrame>
  );
}

/** The result of a step, where it can be shown well: a text in its box, a plan as a table. */
function shownOf(page: StepPageData, mayChange: boolean): ReactNode {
  const { run, step, state, task } = page;
  if (state.status !== "completed") return null;
  const explanation = explanationIn(state.output);
  if (explanation) {
    const open = mayChange && step.operation.proposes(step.config);
    return (
      <>
        <FinishedText explanation={explanation} on={open ? { run, task } : null} />
        <Questions page={page} />
      </>
    );
  }
  const allocation = allocationIn(state.output);
  return allocation && <PlanSummary allocation={allocation} />;
}

/** A link to the last child run of the step. */
async function whatRanInside({ run: { row }, step, task }: StepPageData): Promise<ReactNode> {
  const children = await listChildren(db, { executionId: row.id, ownerId: row.userId });
  const last = children.findLast(({ parentStep }) => parentStep === task.address);
  return last && <Link href={allStepsPath(last.id)}>All steps of {step.child?.name}</Link>;
}

function noteOf({ state }: StepPageData, hint: string | undefined): string | null {
  if (state.status === "skipped") return "This run did not need this step.";
  if (state.status === "failed") return state.error?.message ?? null;
  return hint ?? null;
}
