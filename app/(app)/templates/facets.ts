import { z } from "zod";

import type { TemplateRow } from "#db/queries/definitions/definitions.ts";

import { categoryName, factsOf, levelNames, type TemplateFacts } from "./template-facts.ts";

export type ListedTemplate = TemplateRow & { facts: TemplateFacts };
export type FacetOption = { value: string; label: string; count: number; checked: boolean };
export type Facet = { name: "category" | "level"; legend: string; options: FacetOption[] };

const ticked = z
  .union([z.string().transform((one) => [one]), z.array(z.string())])
  .catch([])
  .transform((values) => new Set(values));

const query = z.object({ category: ticked, level: ticked });

const values = {
  category: (t: ListedTemplate) => t.category,
  level: (t: ListedTemplate) => t.facts.level,
};
const labels = {
  category: (t: ListedTemplate) => categoryName(t.category),
  level: (t: ListedTemplate) => levelNames[t.facts.level],
};
const legends = { category: "Category", level: "Level" };
const names = ["category", "level"] as const;

/**
 * The templates that match the ticked boxes, and the boxes with how many each would leave. Boxes of one facet widen the
 * choice, facets together narrow it.
 */
export function filterTemplates(
  rows: readonly TemplateRow[],
  search: Readonly<Record<string, string | string[] | undefined>>,
): { templates: ListedTemplate[]; facets: Facet[]; ticked: number } {
  const all = rows.map((row) => Object.assign({ facts: factsOf(row) }, row));
  const chosen = query.parse(search);
  const matches = (template: ListedTemplate, but: string | null) =>
    names.every(
      (name) => name === but || chosen[name].size === 0 || chosen[name].has(values[name](template)),
    );
  const facets = names.map((name): Facet => {
    const known = new Map(all.map((t) => [values[name](t), labels[name](t)]));
    const options = [...known].map(([value, label]): FacetOption => {
      const having = all.filter((t) => values[name](t) === value && matches(t, name));
      return { value, label, count: having.length, checked: chosen[name].has(value) };
    });
    return { name, legend: legends[name], options };
  });
  const count = names.reduce((sum, name) => sum + chosen[name].size, 0);
  return { templates: all.filter((t) => matches(t, null)), facets, ticked: count };
}
