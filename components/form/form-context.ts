import type { Posted } from "#lib/form/json-schema.ts";

/** What was typed and what is wrong with it, for all questions of a page. */
export type FormContext = {
  typed: Posted;
  errors: Readonly<Record<string, string>>;
  /** The origin of a prefilled answer, by field. */
  notes: Readonly<Record<string, string>>;
};

/** The one text posted under a name, if any. */
export function typedText(context: FormContext, name: string): string | undefined {
  const value = context.typed[name];
  return typeof value === "string" ? value : value?.[0];
}

/** All texts posted under a name, as for checkboxes. */
export function typedTexts(context: FormContext, name: string): readonly string[] {
  const value = context.typed[name];
  return value === undefined ? [] : [value].flat();
}
