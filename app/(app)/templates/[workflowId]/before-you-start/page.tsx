import type { Metadata } from "next";
import { redirect } from "next/navigation";

import { ActionForm } from "#components/form/action-form.tsx";
import { Column } from "#components/layout/page.tsx";
import { BackLink } from "#components/ui/back-link.tsx";
import { db } from "#db/index.ts";
import { hasUnderstood } from "#db/queries/people/consents.ts";
import { viewerAt } from "#lib/auth/sessions/viewer.ts";

import { understandAndStart } from "../actions.ts";
import { requireTemplate } from "../require-template.ts";

type Props = PageProps<"/templates/[workflowId]/before-you-start">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { template } = await requireTemplate((await params).workflowId);
  return { title: `How this works - ${template.name}` };
}

/** Shown once to each person, before their first run. */
export default async function BeforeYouStartPage({ params }: Props) {
  const { template } = await requireTemplate((await params).workflowId);
  const path = `/templates/${template.workflowId}`;
  const viewer = await viewerAt(`${path}/before-you-start`);
  if (await hasUnderstood(db, viewer.id)) redirect(path);
  const hidden = { workflowId: template.workflowId, key: crypto.randomUUID() };
  return (
    <Column width="guided">
      <BackLink href={path} />
      <h1 tabIndex={-1} className="mt-5">
        How this works
      </h1>
      <p className="text-lead mt-4">
        A solver picks weights from the limits you set; AI explains. No one checks your plan.
      </p>
      <div className="mt-8">
        <ActionForm
          action={understandAndStart}
          look="primary"
          hidden={hidden}
          label="I understand, continue"
        />
      </div>
    </Column>
  );
}
