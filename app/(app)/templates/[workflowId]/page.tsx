import type { Metadata } from "next";
import Link from "next/link";

import { ActionForm } from "#components/form/action-form.tsx";
import { Section, Split } from "#components/layout/page.tsx";
import { AiLabel } from "#components/ui/ai-label.tsx";
import { BackLink } from "#components/ui/back-link.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { SideFacts } from "#components/ui/lists/facts.tsx";
import { PlainItem, PlainList } from "#components/ui/lists/plain-list.tsx";
import { StepOutline } from "#components/ui/lists/step-outline.tsx";
import { signInPath } from "#lib/auth/sessions/next-path.ts";
import { getViewer } from "#lib/auth/sessions/viewer.ts";

import { levelNames, type TemplateFacts } from "../template-facts.ts";
import { start } from "./actions.ts";
import { outlineOf } from "./outline.tsx";
import { requireTemplate } from "./require-template.ts";

type Props = PageProps<"/templates/[workflowId]">;

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { template } = await requireTemplate((await params).workflowId);
  return { title: template.name, description: template.description };
}

export default async function TemplatePage({ params }: Props) {
  const { template, facts } = await requireTemplate((await params).workflowId);
  const { workflowId, name, description, definition } = template;
  return (
    <>
      <BackLink href="/templates">Templates</BackLink>
      <Split className="mt-4" aside={<Aside version={template.version} facts={facts} />}>
        <h1 tabIndex={-1}>{name}</h1>
        <p className="text-lead text-ink-2 mt-3">{description}</p>
        <div className="mt-6">
          <Start workflowId={workflowId} />
          <p className="mt-4">
            <Link href={`/templates/${workflowId}/schedule`}>Run this regularly</Link>
          </p>
        </div>
        <Section title="What you get">
          <p>{facts.outcome ?? description}</p>
        </Section>
        <Section title="Steps">
          <StepOutline steps={outlineOf(definition)} />
        </Section>
      </Split>
    </>
  );
}

/** People who are not signed in get links to sign in, or to try without an account. */
async function Start({ workflowId }: { workflowId: string }) {
  const viewer = await getViewer();
  if (!viewer) {
    return (
      <ButtonLink look="primary" href={signInPath(`/templates/${workflowId}`)}>
        Start
      </ButtonLink>
    );
  }
  const hidden = { workflowId, key: crypto.randomUUID() };
  return <ActionForm action={start} look="primary" hidden={hidden} label="Start" />;
}

function Aside({ version, facts }: { version: string; facts: TemplateFacts }) {
  const { estimatedMinutes, level, aiUse, haveReady } = facts;
  return (
    <aside className="space-y-6" aria-label="About this template">
      <SideFacts
        facts={[
          ...(estimatedMinutes === null
            ? []
            : [{ name: "Time", value: `about ${estimatedMinutes} minutes` }]),
          { name: "Level", value: levelNames[level] },
          { name: "Version", value: version },
        ]}
      />
      {haveReady.length > 0 && (
        <div className="text-small">
          <h2 className="small-title mb-2">Have ready</h2>
          <PlainList>
            {haveReady.map((text) => (
              <PlainItem key={text}>{text}</PlainItem>
            ))}
          </PlainList>
        </div>
      )}
      {aiUse !== null && (
        <div>
          <h2 className="small-title mb-2">What AI does</h2>
          <p className="text-small text-ink-2">
            <AiLabel /> {aiUse}
          </p>
        </div>
      )}
    </aside>
  );
}
