import Link from "next/link";

import { AnswerForm } from "#components/form/answer-form.tsx";
import { formFields } from "#components/form/fields.ts";
import { stepPath } from "#components/run/paths.ts";
import { BackLink } from "#components/ui/back-link.tsx";
import type { FormSchema } from "#lib/form/json-schema.ts";

import { supplyByHand } from "./acts.ts";
import { aboveOf, targetOf } from "./common.ts";
import { StepFrame } from "./frame.tsx";
import type { StepPageData } from "./step-at.ts";

/** What a person supplies in the place of a step that did not work. */
export function ByHand({ page, form }: { page: StepPageData; form: FormSchema }) {
  const back = stepPath(page.run.row.id, page.target.address);
  return (
    <StepFrame page={page} width="step">
      <BackLink href={back} />
      <div className="mt-5">
        <AnswerForm
          action={supplyByHand}
          fields={formFields(form)}
          values={{}}
          hidden={targetOf(page)}
          progress={<p className="text-small text-ink-3 mb-2">{aboveOf(page).progress}</p>}
          submitLabel="Use my text"
        >
          <Link href={back} className="sm:ml-3">
            Go back without it
          </Link>
        </AnswerForm>
      </div>
    </StepFrame>
  );
}
