import type { ReactNode } from "react";

import { ActionForm } from "#components/form/action-form.tsx";
import { momentText } from "#components/format/dates.ts";
import { AiStep } from "#components/run/ai/ai-step.tsx";
import { stepPath } from "#components/run/paths.ts";
import { planFigure, PlanSummary } from "#components/run/plan-summary.tsx";
import { BackLink } from "#components/ui/back-link.tsx";
import { Acts, ButtonLink } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { db } from "#db/index.ts";
import { getLatestTexts } from "#db/queries/executions/step-texts.ts";
import { describeModel } from "#lib/ai/model/model.ts";
import type { Explanation } from "#lib/data-types/explanation.ts";
import { canSkip } from "#lib/runtime/progress/dependents.ts";
import { latestOf } from "#lib/runtime/progress/run-results.ts";

import type { StepPageData } from "../require-step.ts";
import { skip, stop, acceptProposal } from "../step-actions.ts";
import { headerOf, hiddenFields } from "../step-page-parts.ts";
import { Questions } from "./questions.tsx";
import { usingText } from "./sources-text.ts";
import { StepFrame } from "./step-frame.tsx";

/** A text being written, or written and waiting for the person's decision. */
export async function AiStepView({
  page,
  explanation,
}: {
  page: StepPageData;
  explanation: Explanation | null;
}) {
  const { run } = page;
  const { progress, backHref } = headerOf(page);
  const allocation = explanation && latestOf(run.work, "allocation")?.value;
  return (
    <StepFrame page={page} width="step">
      <BackLink href={backHref} />
      <p className="text-small text-ink-3 mt-5 mb-2">{progress}</p>
      <h1 tabIndex={-1}>{page.name}</h1>
      <div className="mt-6">
        <AiStep
          by={explanation?.source.kind ?? describeModel().kind}
          using={usingText(page)}
          explanation={explanation}
          live={{
            url: `/api/executions/${run.row.id}/events?after=${run.row.revision}`,
            step: page.task.address,
            text: explanation ? "" : await textSoFar(page),
            href: stepPath(run.row.id, page.task.address),
          }}
          stop={<StopButton page={page} />}
          figureHref={planFigure}
          written={momentText(run.row.updatedAt, page.clock)}
        />
      </div>
      {explanation ? <Choices page={page} explanation={explanation} /> : <Skip page={page} />}
      {explanation && <Questions page={page} />}
      {allocation && <PlanSummary allocation={allocation} />}
    </StepFrame>
  );
}

/** Shown only where a person then decides how to continue. Otherwise stopping would end the run. */
function StopButton({ page }: { page: StepPageData }) {
  if (page.step.definition.onError !== "ask") return null;
  return <ActionForm action={stop} hidden={hiddenFields(page)} size="small" label="Stop" />;
}

function Choices({ page, explanation }: { page: StepPageData; explanation: Explanation }) {
  const { run, task } = page;
  const low = explanation.confidence.level === "low";
  const to = (act: string) => stepPath(run.row.id, task.address, { act });
  return (
    <>
      {low && (
        <Notice tone="warn" className="mt-6">
          Low confidence. Check every figure before you use this.
        </Notice>
      )}
      <Acts className="items-start">
        <ActionForm
          action={acceptProposal}
          hidden={hiddenFields(page)}
          look="primary"
          label={low ? "Use anyway" : "Use this"}
        />
        <ButtonLink href={to("edit")}>Edit</ButtonLink>
        <ButtonLink href={to("again")}>Try again</ButtonLink>
        <ButtonLink href={to("ask")}>Ask a question</ButtonLink>
        <Skip page={page} />
      </Acts>
    </>
  );
}

function Skip({ page }: { page: StepPageData }): ReactNode {
  const { run, step, state } = page;
  if (state.waitingFor !== "proposal" || !canSkip(run.work, step)) return null;
  return <ActionForm action={skip} hidden={hiddenFields(page)} look="quiet" label="Skip" />;
}

async function textSoFar({ run, task }: StepPageData): Promise<string> {
  const place = { executionId: run.row.id, stepId: task.address };
  const pieces = await getLatestTexts(db, { ...place, after: 0 });
  return pieces.map(({ text }) => text).join("");
}
