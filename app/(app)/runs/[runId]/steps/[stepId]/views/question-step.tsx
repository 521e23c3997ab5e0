import type { ComponentProps } from "react";

import { counted, timeText } from "#components/format/dates.ts";
import { runReference } from "#components/format/run-reference.ts";
import { QuestionView } from "#components/run/answer/question-view.tsx";
import { allStepsPath, runPath, stepPath } from "#components/run/paths.ts";
import type { FormSchema } from "#lib/form/json-schema.ts";
import { answersOf } from "#lib/runtime/forms/stored-answers.ts";
import { dependentsOf } from "#lib/runtime/progress/dependents.ts";

import { knownAnswers, whatIfAnswers } from "../../../../known-answers.ts";
import { answerQuestion } from "../actions.ts";
import { type QuestionPage, questionPage } from "../question-page.ts";
import type { StepPageData } from "../require-step.ts";
import { headerOf, hiddenFields } from "../step-page-parts.ts";
import { StepFrame } from "./step-frame.tsx";

/** The page of the form that the address asks for, with the answers so far. */
export async function readQuestion(page: StepPageData, schema: FormSchema): Promise<QuestionPage> {
  const { run, state, query, task } = page;
  const given = answersOf(state.output) ?? {};
  if (query.whatif === "kept") {
    return questionPage(schema, (await whatIfAnswers(run, task)) ?? given, query.q);
  }
  const anew = query.change === "1" || query.whatif === "1";
  const answers = anew ? given : await knownAnswers(run, task);
  return questionPage(schema, answers, query.q);
}

/** One page of a step's form: to answer it, to change the answer, or to try another answer in a what-if. */
export function QuestionStep({ page, question }: { page: StepPageData; question: QuestionPage }) {
  const { run, task, query } = page;
  const change = query.whatif ?? query.change;
  const { progress, backHref } = headerOf(page);
  const before =
    question.before === null
      ? backHref
      : stepPath(run.row.id, task.address, { q: question.before });
  const where = question.total > 1 ? `, question ${question.number} of ${question.total}` : "";
  const hidden = {
    ...hiddenFields(page),
    "~page": question.id,
    "~change": change === "1" ? "first" : (change ?? "no"),
    "~whatif": query.whatif === undefined ? "no" : "yes",
  };
  return (
    <StepFrame page={page} width="guided">
      <QuestionView
        action={answerQuestion}
        page={question}
        hidden={hidden}
        progress={progress + where}
        backHref={backOf()}
        allStepsHref={allStepsPath(run.row.id)}
        change={changeOf(page)}
      />
    </StepFrame>
  );

  function backOf(): string {
    if (query.whatif !== undefined) return stepPath(run.row.id, task.address);
    return query.change === undefined ? before : runPath(run.row.id);
  }
}

/** The effect of a changed answer, here or in a what-if. `null` where the question is asked for the first time. */
function changeOf({
  run,
  step,
  query,
  clock,
}: StepPageData): ComponentProps<typeof QuestionView>["change"] {
  const steps = dependentsOf(run.work, step).map(({ definition }) => definition.name);
  if (query.whatif !== undefined) {
    const stays = `${runReference(run.row.id)} stays as it is.`;
    return {
      consequence: `This starts another run with your changed answer. ${stays}`,
      steps,
      submitLabel: "See what would follow",
    };
  }
  if (query.change === undefined) return null;
  if (steps.length === 0) return { consequence: null, steps, submitLabel: "Continue" };
  const later = counted(steps.length, "later step");
  const earlier = `Results from ${timeText(run.row.updatedAt, clock)} stay in History.`;
  return {
    consequence: `Changing this runs ${later} again. ${earlier}`,
    steps,
    submitLabel: "Change and run again",
  };
}
