import Link from "next/link";

import { StepOutline } from "#components/ui/lists/step-outline.tsx";
import { db } from "#db/index.ts";
import { getTemplate, listTemplates } from "#db/queries/definitions/definitions.ts";

import { outlineOf } from "../(app)/templates/[workflowId]/outline.tsx";

/** The first templates as lists of their steps: what will happen, before anybody starts. */
export async function StartingPoints() {
  const listed = await listTemplates(db);
  const first = await Promise.all(
    listed.slice(0, 3).map(async ({ workflowId }) => await getTemplate(db, workflowId)),
  );
  const templates = first.filter((template) => template !== null);
  if (templates.length === 0) return null;
  return (
    <section className="mt-16">
      <div className="mb-4 flex flex-wrap items-baseline justify-between gap-4">
        <h2 className="sm:text-h1">Start from a template</h2>
        {listed.length > templates.length && (
          <Link href="/templates">All {listed.length} templates</Link>
        )}
      </div>
      <ul className="grid gap-8 md:grid-cols-3">
        {templates.map(({ workflowId, name, description, definition }) => (
          <li key={workflowId}>
            <h3>
              <Link href={`/templates/${workflowId}`}>{name}</Link>
            </h3>
            <p className="text-small text-ink-2 mt-1 mb-4">{description}</p>
            <StepOutline steps={outlineOf(definition)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
