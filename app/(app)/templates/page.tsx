import type { Metadata } from "next";
import Link from "next/link";
import type { ReactNode } from "react";

import { counted } from "#components/format/dates.ts";
import { PageHead } from "#components/layout/page.tsx";
import { TemplateRows } from "#components/templates/template-rows.tsx";
import { Button } from "#components/ui/button.tsx";
import { Choice } from "#components/ui/fields/choice.tsx";
import { db } from "#db/index.ts";
import { listTemplates } from "#db/queries/definitions/definitions.ts";

import { type Facet, filterTemplates, type ListedTemplate } from "./facets.ts";
import { levelNames } from "./template-facts.ts";

export const metadata: Metadata = { title: "Templates" };

export default async function TemplatesPage({ searchParams }: PageProps<"/templates">) {
  const rows = await listTemplates(db);
  const { templates, facets, ticked } = filterTemplates(rows, await searchParams);
  return (
    <>
      <PageHead title="Templates">
        <p>{counted(rows.length, "workflow")} checked by us, ready to run.</p>
      </PageHead>
      <div className="grid items-start gap-x-12 gap-y-6 md:grid-cols-[208px_minmax(0,1fr)]">
        <Filters ticked={ticked} facets={facets} />
        <div>
          <div className="mb-3 flex flex-wrap items-baseline justify-between gap-x-4 gap-y-2">
            <h2 className="small-title">{counted(templates.length, "template")}</h2>
            {ticked > 0 && (
              <Link href="/templates" className="text-small">
                Clear filters
              </Link>
            )}
          </div>
          {templates.length === 0 ? (
            <p>
              Nothing matches these filters. <Link href="/templates">Clear filters</Link>
            </p>
          ) : (
            <TemplateRows rows={templates.map(rowOf)} />
          )}
        </div>
      </div>
    </>
  );
}

function rowOf({ workflowId, name, description, facts }: ListedTemplate) {
  return {
    href: `/templates/${workflowId}`,
    name,
    line: facts.outcome ?? description,
    level: levelNames[facts.level],
    usesAi: facts.aiUse !== null,
    minutes: facts.estimatedMinutes,
  };
}

/** Beside the list where there is room, behind a summary where there is not. The same form, so each is drawn once. */
function Filters({ facets, ticked }: { facets: readonly Facet[]; ticked: number }) {
  return (
    <>
      <details className="md:hidden">
        <summary className="plain-summary rounded-control border-control inline-flex min-h-11 items-center border px-4 font-semibold">
          Filters ({ticked})
        </summary>
        <FilterForm facets={facets} />
      </details>
      <div className="max-md:hidden">
        <FilterForm facets={facets} />
      </div>
    </>
  );
}

function FilterForm({ facets }: { facets: readonly Facet[] }): ReactNode {
  return (
    <form method="get" action="/templates" aria-label="Filters" className="max-md:mt-4">
      {facets.map(({ name, legend, options }) => (
        <fieldset key={name} className="mb-6">
          <legend className="text-small font-semibold">{legend}</legend>
          {options.map(({ value, label, count, checked }) => (
            <Choice key={value} kind="checkbox" name={name} value={value} checked={checked}>
              {label} <span className="text-ink-3">({count})</span>
            </Choice>
          ))}
        </fieldset>
      ))}
      <Button size="small">Show results</Button>
    </form>
  );
}
