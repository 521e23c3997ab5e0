import type { Metadata } from "next";
import { redirect } from "next/navigation";

import { allStepsPath, runPath, stepPath } from "#components/run/paths.ts";
import { db } from "#db/index.ts";
import { isMultiInstanceStep } from "#lib/engine/state/task.ts";
import type { FormSchema } from "#lib/form/json-schema.ts";
import { reviewText } from "#lib/runtime/forms/review.ts";
import { byHandForm, formOf, importsFile } from "#lib/runtime/forms/step-form.ts";
import { childAt } from "#lib/runtime/progress/children.ts";
import { isUnderWay, needsPerson } from "#lib/runtime/progress/next-step.ts";

import { importHeading, ImportStep } from "./import/import-step.tsx";
import { requireStep, type StepPageData } from "./require-step.ts";
import { explanationIn } from "./shown-values.ts";
import { allowedChanges } from "./step-page-parts.ts";
import { AiStepChange } from "./views/ai-step-change.tsx";
import { AiStepView } from "./views/ai-step.tsx";
import { ConflictStep } from "./views/conflict-step.tsx";
import { FailedStep } from "./views/failed-step.tsx";
import { FinishedStep } from "./views/finished-step.tsx";
import { InstancesStep } from "./views/instances-step.tsx";
import { ManualEntry } from "./views/manual-entry.tsx";
import { QuestionStep, readQuestion } from "./views/question-step.tsx";
import { ReviewStep } from "./views/review-step.tsx";
import { WaitingStep } from "./views/waiting-step.tsx";

type Props = PageProps<"/runs/[runId]/steps/[stepId]">;

export async function generateMetadata(props: Props): Promise<Metadata> {
  const page = await requireStep(props);
  return { title: `${await headingOf(page)} - ${page.run.work.plan.definition.name}` };
}

export default async function StepPage(props: Props) {
  const page = await requireStep(props);
  const { run, step, state, query } = page;
  const { status } = run.work.state;
  if (status === "paused" && state.status !== "completed") redirect(allStepsPath(run.row.id));
  if (query.conflict !== undefined && state.status === "completed") {
    return <ConflictStep page={page} />;
  }
  if (needsPerson(state)) return <OpenStep page={page} />;
  if (isMultiInstanceStep(page.task) && state.status !== "pending") {
    if (query.wait !== undefined && state.status !== "running") redirect(runPath(run.row.id));
    return <InstancesStep page={page} />;
  }
  if (isUnderWay(state)) {
    const brings = signalForm(page);
    if (brings) return <QuestionStep page={page} question={await readQuestion(page, brings)} />;
    const child = await childAt(db, run, page.task);
    if (child) redirect(runPath(child.row.id));
    const writes = step.definition.type === "ai_generated" && state.waitingFor !== "retry";
    return writes ? <AiStepView page={page} explanation={null} /> : <WaitingStep page={page} />;
  }
  return <PastStep page={page} />;
}

/** A step that is over, or not yet to be done: where to change its answer, else its result. */
async function PastStep({ page }: { page: StepPageData }) {
  const { run, step, state, query } = page;
  const ways = allowedChanges(page);
  const asksAnew = ways.change && query.change !== undefined;
  const asks = asksAnew || (ways.whatIf && query.whatif !== undefined);
  const form = asks ? formOf(step, state) : null;
  if (form?.kind === "form") {
    if (importsFile(step)) return <ImportStep page={page} />;
    return <QuestionStep page={page} question={await readQuestion(page, form.schema)} />;
  }
  if (query.wait !== undefined && state.status !== "pending") redirect(runPath(run.row.id));
  return <FinishedStep page={page} />;
}

/** A step that needs the person: its question, a text to judge, a decision about a failure, an approval. */
async function OpenStep({ page }: { page: StepPageData }) {
  const { run, step, state, query } = page;
  if (state.waitingFor === "failure") {
    const byHand = query.act === "write" ? byHandForm(step, state) : null;
    return byHand ? <ManualEntry page={page} form={byHand} /> : <FailedStep page={page} />;
  }
  const explanation = explanationIn(state.proposal);
  if (explanation) {
    const { act } = query;
    return act === "edit" || act === "again" || act === "ask" ? (
      <AiStepChange page={page} act={act} explanation={explanation} />
    ) : (
      <AiStepView page={page} explanation={explanation} />
    );
  }
  const form = formOf(step, state);
  if (!form) return <FinishedStep page={page} />;
  if (form.kind === "review" && step.operation.approves) return <ReviewStep page={page} />;
  if (importsFile(step)) return <ImportStep page={page} />;
  const question = await readQuestion(page, form.schema);
  // So that going back in the browser finds each page under its own address.
  if (query.q !== question.id)
    redirect(stepPath(run.row.id, page.task.address, { q: question.id }));
  return <QuestionStep page={page} question={question} />;
}

/**
 * The form for a signal's data, where the person has chosen to enter it. Later pages of that form are found by their
 * name.
 */
function signalForm({ step, state, query }: StepPageData): FormSchema | null {
  if (state.waitingFor !== "signal" || (query.act !== "give" && query.q === undefined)) return null;
  const schema = formOf(step, state)?.schema;
  return schema && Object.keys(schema.properties).length > 0 ? schema : null;
}

/** The heading for what the page asks or shows. */
async function headingOf(page: StepPageData): Promise<string> {
  const { step, state, query } = page;
  if (query.conflict !== undefined) return "This step was already answered";
  const asks = [state.waitingFor === "form", query.change, query.whatif].some(Boolean);
  const schema = asks ? formOf(step, state)?.schema : signalForm(page);
  if (!schema || isMultiInstanceStep(page.task)) return page.name;
  if (step.operation.approves) return reviewText(step).title;
  if (importsFile(step)) return await importHeading(page);
  const { title, fields } = await readQuestion(page, schema);
  const asked = title !== null && fields.length > 1 ? title : (fields[0]?.label ?? page.name);
  return page.task.part === null ? asked : `${page.name}: ${asked}`;
}
