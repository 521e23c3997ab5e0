import { counted, timeText } from "#components/run/moments.ts";
import { allStepsPath, runPath, stepPath } from "#components/run/paths.ts";
import { QuestionView } from "#components/run/question-view.tsx";
import type { FormSchema } from "#lib/form/json-schema.ts";
import { answersOf } from "#lib/runtime/answers.ts";
import { stepsRunAgain } from "#lib/runtime/consequences.ts";

import { knownAnswers } from "../../../known-answers.ts";
import { answerQuestion } from "./actions.ts";
import { aboveOf, targetOf } from "./common.ts";
import { StepFrame } from "./frame.tsx";
import { type QuestionPage, questionPage } from "./question-page.ts";
import type { StepPageData } from "./step-at.ts";

/** The page of the form that the address asks for, with what has been answered so far. */
export async function readQuestion(page: StepPageData, schema: FormSchema): Promise<QuestionPage> {
  const { run, state, query, target } = page;
  const answers =
    query.change === "1" ? (answersOf(state.output) ?? {}) : await knownAnswers(run, target);
  return questionPage(schema, answers, query.q);
}

/** One page of a step's form, to answer it or to change what was answered. */
export function QuestionStep({ page, question }: { page: StepPageData; question: QuestionPage }) {
  const { run, target, query } = page;
  const changes = query.change !== undefined;
  const { progress, backHref } = aboveOf(page);
  const before =
    question.before === null
      ? backHref
      : stepPath(run.row.id, target.address, { q: question.before });
  const where = question.total > 1 ? `, question ${question.number} of ${question.total}` : "";
  const hidden = {
    ...targetOf(page),
    "~page": question.id,
    "~change": query.change === "1" ? "first" : (query.change ?? "no"),
  };
  return (
    <StepFrame page={page} width="guided">
      <QuestionView
        action={answerQuestion}
        page={question}
        hidden={hidden}
        progress={progress + where}
        backHref={changes ? runPath(run.row.id) : before}
        allStepsHref={allStepsPath(run.row.id)}
        change={changes ? { consequence: consequenceOf(page) } : null}
      />
    </StepFrame>
  );
}

function consequenceOf({ run, step, clock }: StepPageData): string | null {
  const again = stepsRunAgain(run.work, step);
  if (again.length === 0) return null;
  const later = counted(again.length, "later step");
  return `Changing this runs ${later} again. Results from ${timeText(run.row.updatedAt, clock)} stay in History.`;
}
