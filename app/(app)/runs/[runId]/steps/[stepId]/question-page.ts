import { typedValues } from "#components/form/typed-values.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import type { FormField, FormPage } from "#lib/form/form-fields.ts";
import { formPages } from "#lib/form/form-fields.ts";
import type { FormSchema, Posted } from "#lib/form/json-schema.ts";
import { validateData } from "#lib/form/validate-data.ts";
import { isShown } from "#lib/form/visibility.ts";

/** One page of a form in its present state: its questions, the known answers, and its place among the pages. */
export type QuestionPage = {
  id: string;
  title: string | null;
  fields: FormField[];
  values: Posted;
  notes: Record<string, string>;
  /** From 1, among the pages that are asked. */
  number: number;
  total: number;
  /** The page before, if any. */
  before: string | null;
};

/** The requested page, or else the first that is not answered. */
export function questionPage(
  schema: FormSchema,
  answers: JsonObject,
  wanted: string | undefined,
): QuestionPage {
  const asked = formPages(schema).flatMap((page) => askedOf(schema, page, answers));
  const found = asked.findIndex(({ id }) => id === wanted);
  const index = found === -1 ? firstOpen(schema, asked, answers) : found;
  const page = asked[index]!;
  const known = { ...defaultsOf(schema), ...answers };
  return {
    ...page,
    values: typedValues(page.fields, known),
    notes: index === 0 ? intro(schema, page) : {},
    number: index + 1,
    total: asked.length,
    before: asked[index - 1]?.id ?? null,
  };
}

/** Questions that depend on a choice on their own page stay: they are shown under that choice when it is made. */
function askedOf(schema: FormSchema, page: FormPage, answers: JsonObject): FormPage[] {
  const here = new Set(page.fields.map(({ name }) => name));
  const fields = page.fields.filter(
    ({ name, showIf }) => (showIf && here.has(showIf.field)) || isShown(schema, name, answers),
  );
  return fields.length > 0 ? [{ ...page, fields }] : [];
}

function firstOpen(schema: FormSchema, pages: readonly FormPage[], answers: JsonObject): number {
  const checked = validateData(schema, answers);
  if (checked.ok) return pages.length - 1;
  const open = new Set(Object.keys(checked.errors).map((path) => path.split(".")[0]));
  const index = pages.findIndex(({ fields }) => fields.some(({ name }) => open.has(name)));
  return Math.max(0, index);
}

function defaultsOf(schema: FormSchema): Record<string, unknown> {
  const fields = Object.entries(schema.properties).filter(([, field]) => "default" in field);
  return Object.fromEntries(fields.map(([name, field]) => [name, field.default]));
}

/** The introduction of a form is shown under the first question, where people look. */
function intro({ description }: FormSchema, { fields }: FormPage): Record<string, string> {
  const [first] = fields;
  return description !== undefined && first ? { [first.name]: description } : {};
}
