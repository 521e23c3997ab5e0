import Link from "next/link";

import { AnswerForm } from "#components/form/answer-form.tsx";
import { stepPath } from "#components/run/paths.ts";
import { BackLink } from "#components/ui/back-link.tsx";
import { formFields } from "#lib/form/form-fields.ts";
import type { FormSchema } from "#lib/form/json-schema.ts";

import type { StepPageData } from "../require-step.ts";
import { supplyByHand } from "../step-actions.ts";
import { headerOf, hiddenFields } from "../step-page-parts.ts";
import { StepFrame } from "./step-frame.tsx";

/** The form in which a person supplies the result of a step that failed. */
export function ManualEntry({ page, form }: { page: StepPageData; form: FormSchema }) {
  const back = stepPath(page.run.row.id, page.task.address);
  return (
    <StepFrame page={page} width="step">
      <BackLink href={back} />
      <div className="mt-5">
        <AnswerForm
          action={supplyByHand}
          fields={formFields(form)}
          values={{}}
          hidden={hiddenFields(page)}
          progress={<p className="text-small text-ink-3 mb-2">{headerOf(page).progress}</p>}
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
