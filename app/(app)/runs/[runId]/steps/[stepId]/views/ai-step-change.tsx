import Link from "next/link";

import { AnswerForm } from "#components/form/answer-form.tsx";
import { stepPath } from "#components/run/paths.ts";
import { BackLink } from "#components/ui/back-link.tsx";
import { describeModel } from "#lib/ai/model/model.ts";
import type { Explanation } from "#lib/data-types/explanation.ts";

import type { StepPageData } from "../require-step.ts";
import { acceptEdited, askQuestion, tryAgain } from "../step-actions.ts";
import { headerOf, hiddenFields } from "../step-page-parts.ts";
import { StepFrame } from "./step-frame.tsx";

/** Edits a proposed text, asks for another one, or asks something about it. */
export function AiStepChange({
  page,
  act,
  explanation,
}: {
  page: StepPageData;
  act: keyof typeof ways;
  explanation: Explanation;
}) {
  const { run } = page;
  const back = stepPath(run.row.id, page.task.address);
  const { action, button, field, leave } = ways[act];
  const lookedUp = act === "ask" && describeModel().kind === "rules";
  return (
    <StepFrame page={page} width="step">
      <BackLink href={back} />
      <div className="mt-5">
        <AnswerForm
          key={act}
          action={action}
          fields={[lookedUp ? { ...field, hint: lookUpHint } : field]}
          values={act === "edit" ? { text: explanation.text } : {}}
          hidden={hiddenFields(page)}
          progress={<p className="text-small text-ink-3 mb-2">{headerOf(page).progress}</p>}
          submitLabel={button}
        >
          <Link href={back} className="sm:ml-3">
            {leave}
          </Link>
        </AnswerForm>
      </div>
    </StepFrame>
  );
}

const editing = {
  action: acceptEdited,
  field: {
    name: "text",
    kind: "textarea" as const,
    label: "Edit the text",
    hint: "Numbers that match none of the inputs will be marked",
    optional: false,
  },
  button: "Use my text",
  leave: "Keep it as it is",
};

const tryingAgain = {
  action: tryAgain,
  field: {
    name: "note",
    kind: "textarea" as const,
    label: "What should change?",
    hint: "Such as “shorter” or “say more about bonds”",
    optional: true,
  },
  button: "Try again",
  leave: "Keep it as it is",
};

const asking = {
  action: askQuestion,
  field: {
    name: "question",
    kind: "textarea" as const,
    label: "What do you want to know?",
    hint: "Such as “why so much in bonds?”. The answer changes nothing in this run",
    optional: false,
  },
  button: "Ask",
  leave: "Back to the text",
};

const lookUpHint =
  "AI is not set up here, so built-in rules answer: they look up the figures that your question names";

const ways = { edit: editing, again: tryingAgain, ask: asking };
