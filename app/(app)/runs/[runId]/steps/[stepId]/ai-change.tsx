import Link from "next/link";

import { AnswerForm } from "#components/form/answer-form.tsx";
import { stepPath } from "#components/run/paths.ts";
import { BackLink } from "#components/ui/back-link.tsx";
import type { Explanation } from "#lib/steps/data-types/explanation.ts";

import { tryAgain, acceptEdited } from "./acts.ts";
import { aboveOf, targetOf } from "./common.ts";
import { StepFrame } from "./frame.tsx";
import type { StepPageData } from "./step-at.ts";

/** Edits a proposed text, or asks for another one. */
export function AiChange({
  page,
  act,
  explanation,
}: {
  page: StepPageData;
  act: "edit" | "again";
  explanation: Explanation;
}) {
  const { run } = page;
  const back = stepPath(run.row.id, page.target.address);
  const asks = act === "edit" ? editing : tryingAgain;
  return (
    <StepFrame page={page} width="step">
      <BackLink href={back} />
      <div className="mt-5">
        <AnswerForm
          key={act}
          action={act === "edit" ? acceptEdited : tryAgain}
          fields={[asks.field]}
          values={act === "edit" ? { text: explanation.text } : {}}
          hidden={targetOf(page)}
          progress={<p className="text-small text-ink-3 mb-2">{aboveOf(page).progress}</p>}
          submitLabel={asks.button}
        >
          <Link href={back} className="sm:ml-3">
            Keep it as it is
          </Link>
        </AnswerForm>
      </div>
    </StepFrame>
  );
}

const editing = {
  field: {
    name: "text",
    kind: "textarea" as const,
    label: "Edit the text",
    hint: "Numbers that match none of the inputs will be marked",
    optional: false,
  },
  button: "Use my text",
};

const tryingAgain = {
  field: {
    name: "note",
    kind: "textarea" as const,
    label: "What should change?",
    hint: "Such as “shorter” or “say more about bonds”",
    optional: true,
  },
  button: "Try again",
};
