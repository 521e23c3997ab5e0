import type { Metadata } from "next";

import { AnswerForm } from "#components/form/answer-form.tsx";
import { typedValues } from "#components/form/typed-values.ts";
import { AccountFirst } from "#components/layout/account-first.tsx";
import { Column } from "#components/layout/page.tsx";
import { BackLink } from "#components/ui/back-link.tsx";
import { db } from "#db/index.ts";
import { hasUnderstood } from "#db/queries/people/consents.ts";
import { viewerAt } from "#lib/auth/sessions/viewer.ts";
import { formFields } from "#lib/form/form-fields.ts";
import { inputForm, usualInputs } from "#lib/runtime/forms/input-form.ts";

import { viewerClock } from "../../../../viewer-clock.ts";
import { planRuns } from "../../../schedules/actions.ts";
import { firstZone, ruleForm } from "../../../schedules/rule-form.ts";
import { requireTemplate } from "../require-template.ts";

type Props = PageProps<"/templates/[workflowId]/schedule">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { template } = await requireTemplate((await params).workflowId);
  return { title: `Run this regularly - ${template.name}` };
}

/** Plans runs of a template. People who have not read how this works read it here, as before a first run. */
export default async function SchedulePage({ params }: Props) {
  const { template } = await requireTemplate((await params).workflowId);
  const path = `/templates/${template.workflowId}`;
  const viewer = await viewerAt(`${path}/schedule`);
  const understood = await hasUnderstood(db, viewer.id);
  const { zone } = await viewerClock();
  const inputs = inputForm(template.definition);
  const asked = inputs ? formFields(inputs) : [];
  const usual = inputs ? typedValues(asked, usualInputs(inputs)) : {};
  return (
    <Column width="guided">
      <BackLink href={path}>{template.name}</BackLink>
      <h1 tabIndex={-1} className="mt-5">
        Run this regularly
      </h1>
      {viewer.guest ? (
        <AccountFirst next={`${path}/schedule`}>
          Create an account first, so that planned runs have a place to come to.
        </AccountFirst>
      ) : (
        <>
          <p className="text-lead text-ink-2 mt-3">
            A run of {template.name} starts by itself each time
            {inputs && ", with what you give here"}. You answer its questions when you find it under
            Runs.
          </p>
          {!understood && (
            <p className="mt-4">
              How this works: a solver picks weights from the limits you set; AI explains. No one
              checks your plan.
            </p>
          )}
          <div className="mt-8">
            <AnswerForm
              action={planRuns}
              fields={[...formFields(ruleForm), ...asked]}
              values={{ "~timeZone": firstZone(zone), ...usual }}
              hidden={{ "~workflow": template.workflowId, "~key": crypto.randomUUID() }}
              submitLabel={understood ? "Plan these runs" : "I understand, plan these runs"}
            />
          </div>
        </>
      )}
    </Column>
  );
}
