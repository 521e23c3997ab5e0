import { ActionForm } from "#components/form/action-form.tsx";
import { answerRows } from "#components/run/answer/answer-rows.ts";
import { CheckAnswers } from "#components/run/answer/check-answers.tsx";
import { stepPath } from "#components/run/paths.ts";
import { PlanSummary } from "#components/run/plan-summary.tsx";
import { BackLink } from "#components/ui/back-link.tsx";
import { Acts, ButtonLink } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Explanation } from "#lib/data-types/explanation.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";
import { answeredForms, reviewText } from "#lib/runtime/forms/review.ts";
import { formOf } from "#lib/runtime/forms/step-form.ts";
import { latestOf } from "#lib/runtime/progress/run-results.ts";
import { stepOf } from "#lib/runtime/store/load-run.ts";

import type { StepPageData } from "../require-step.ts";
import { approve } from "../step-actions.ts";
import { headerOf, hiddenFields } from "../step-page-parts.ts";
import { FinishedText } from "./finished-text.tsx";
import { StepFrame } from "./step-frame.tsx";

type Written = { value: Explanation; stepId: string };

/** Check answers: everything a run has so far, before the person agrees to it. */
export function ReviewStep({ page }: { page: StepPageData }) {
  const { run, step, state } = page;
  if (state.input?.["shown"] !== undefined) return <AgreeStep page={page} />;
  const { row, work } = run;
  const { message, ...words } = reviewText(step);
  const groups = answeredForms(work).map(({ stepId, name, schema, answers }) => ({
    id: stepId,
    name,
    rows: answerRows(row.id, stepId, schema, answers, { change: true, whatIf: false }),
  }));
  const allocation = latestOf(work, "allocation")?.value;
  const written = latestOf(work, "explanation");
  return (
    <StepFrame page={page} width="step">
      <CheckAnswers
        {...words}
        message={message ?? null}
        {...headerOf(page)}
        notices={<Notices work={work} runId={row.id} />}
        groups={groups}
        action={approve}
        hidden={hiddenFields(page)}
      >
        {allocation && <PlanSummary allocation={allocation} />}
        {written && <WrittenPart page={page} written={written} />}
      </CheckAnswers>
    </StepFrame>
  );
}

/** Something to know and agree to on the way. It shows the input of the review and nothing else. */
function AgreeStep({ page }: { page: StepPageData }) {
  const { run, step, state } = page;
  const { title, button } = reviewText(step);
  const { progress, backHref } = headerOf(page);
  const description = formOf(step, state)?.schema.description;
  return (
    <StepFrame page={page} width="guided">
      <BackLink href={backHref} />
      <p className="text-small text-ink-3 mt-5 mb-2">{progress}</p>
      <h1 tabIndex={-1}>{title}</h1>
      {description !== undefined && (
        <Notice tone="warn" className="mt-6">
          {description}
        </Notice>
      )}
      <Acts className="items-start">
        <ActionForm action={approve} hidden={hiddenFields(page)} look="primary" label={button} />
        <ButtonLink href={changeHref(run.work, run.row.id) ?? backHref}>Change answers</ButtonLink>
      </Acts>
    </StepFrame>
  );
}

/** Where answers about risk can be changed, if the run has any. */
function changeHref(work: WorkingState, runId: string): string | null {
  const risk = work.plan.steps.find(({ config }) => config["dataType"] === "risk-answers");
  return risk ? stepPath(runId, risk.id) : null;
}

/** Contradictions in the answers, each with how it was resolved, and failed checks. */
function Notices({ work, runId }: { work: WorkingState; runId: string }) {
  const assessment = latestOf(work, "risk-assessment");
  const failed = latestOf(work, "check-report")?.value.checks.filter(({ passed }) => !passed) ?? [];
  const href = changeHref(work, runId);
  return (
    <>
      {assessment?.value.contradictions.map(({ id, sentence, uses }) => (
        <Notice key={id} tone="warn" className="mt-6">
          <p>
            {sentence} {uses}
          </p>
          {href && (
            <p className="mt-2">
              <a href={href}>Change answers</a>
            </p>
          )}
        </Notice>
      ))}
      {failed.map(({ id, message, severity }) => (
        <Notice key={id} tone={severity === "error" ? "danger" : "warn"} className="mt-6">
          {message}
        </Notice>
      ))}
    </>
  );
}

function WrittenPart({ page, written }: { page: StepPageData; written: Written }) {
  const task = stepOf(page.run, written.stepId)?.task;
  return (
    <section className="mt-10" aria-labelledby="in-words">
      <h2 id="in-words" className="small-title mb-3">
        In words
      </h2>
      <FinishedText explanation={written.value} on={task ? { run: page.run, task } : null} />
    </section>
  );
}
