import { z } from "zod";

import type { TemplateRow } from "#db/queries/definitions/definitions.ts";

/**
 * The description of a template in the gallery, besides its name. Every field may be missing, because the row is free
 * JSON.
 */
const facts = z.object({
  estimatedMinutes: z.number().positive().nullable().catch(null),
  level: z.enum(["new", "some", "expert"]).catch("some"),
  /** What a person has at the end. */
  outcome: z.string().nullable().catch(null),
  haveReady: z.array(z.string()).catch([]),
  /** What AI does in it. `null` where it does nothing. */
  aiUse: z
    .string()
    .nullable()
    .catch(null)
    .transform((text) => (text === "None" ? null : text)),
});

export type TemplateFacts = z.output<typeof facts>;

export function factsOf({ template }: Pick<TemplateRow, "template">): TemplateFacts {
  return facts.parse(template);
}

export const levelNames = { new: "New", some: "Some", expert: "Expert" } as const;
const categories: Readonly<Record<string, string>> = {
  portfolio_creation: "Build a portfolio",
  rebalancing: "Rebalance",
  retirement: "Retirement",
  tax: "Tax",
  savings: "Saving goals",
};

/** A category in words. One without words reads as its id does. */
export function categoryName(category: string): string {
  const known = categories[category];
  if (known !== undefined) return known;
  const words = category.replaceAll(/[_-]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
