import type { Metadata } from "next";
import { redirect } from "next/navigation";

import { AnswerForm } from "#components/form/answer-form.tsx";
import { typedValues } from "#components/form/typed-values.ts";
import { Column } from "#components/layout/page.tsx";
import { BackLink } from "#components/ui/back-link.tsx";
import { db } from "#db/index.ts";
import { hasUnderstood } from "#db/queries/people/consents.ts";
import { viewerAt } from "#lib/auth/sessions/viewer.ts";
import { formFields } from "#lib/form/form-fields.ts";
import { inputForm, usualInputs } from "#lib/runtime/forms/input-form.ts";

import { startWithInputs } from "../actions.ts";
import { requireTemplate } from "../require-template.ts";

type Props = PageProps<"/templates/[workflowId]/start">;

const title = "What this run starts with";

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { template } = await requireTemplate((await params).workflowId);
  return { title: `${title} - ${template.name}` };
}

/** Asks for what a run needs before its first step, on one page. */
export default async function StartPage({ params }: Props) {
  const { template } = await requireTemplate((await params).workflowId);
  const path = `/templates/${encodeURIComponent(template.workflowId)}`;
  const viewer = await viewerAt(`${path}/start`);
  const form = inputForm(template.definition);
  if (!form) redirect(path);
  if (!(await hasUnderstood(db, viewer.id))) redirect(`${path}/before-you-start`);
  const fields = formFields(form);
  return (
    <Column width="guided">
      <BackLink href={path} />
      <div className="mt-5">
        <AnswerForm
          action={startWithInputs}
          fields={fields}
          title={title}
          values={typedValues(fields, usualInputs(form))}
          hidden={{ "~workflow": template.workflowId, "~key": crypto.randomUUID() }}
          progress={<p className="text-small text-ink-3 mb-2">{template.name}</p>}
          submitLabel="Start"
        />
      </div>
    </Column>
  );
}
