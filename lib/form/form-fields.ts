import type { FieldSchema, FormSchema, ShowIf } from "./json-schema.ts";

export type FieldKind =
  | "text"
  | "email"
  | "textarea"
  | "lines"
  | "file"
  | "number"
  | "money"
  | "date"
  | "yes-no"
  | "radios"
  | "select"
  | "checkboxes"
  | "percent-table"
  | "group"
  | "rows";

export type Choice = { value: string; label: string };

/** One question as the page draws it. Plain data, because it is sent to the browser. */
export type FormField = {
  name: string;
  kind: FieldKind;
  label: string;
  description?: string;
  hint?: string;
  why?: string;
  optional: boolean;
  unit?: string;
  maxLength?: number;
  choices?: Choice[];
  /** "I'm not sure" is an answer here. */
  notSure?: boolean;
  /** For a group or a percent table its fields. For rows the fields of one row. */
  parts?: FormField[];
  showIf?: ShowIf;
};

/** One screen of guided mode. */
export type FormPage = {
  /** In the URL: the name of its first field. */
  id: string;
  /** The heading of a page with several fields; one field is its own heading. */
  title: string | null;
  fields: FormField[];
};

/** What the radio "I'm not sure" posts. */
export const NOT_SURE = "~not-sure";

/** More choices than this are a list, not radios. */
const MOST_RADIOS = 7;

/** A form's questions in the order they are asked. */
export function formFields(schema: FormSchema): FormField[] {
  return Object.entries(schema.properties).map(([name, field]) => {
    return describe(name, field, schema.required?.includes(name) ?? false);
  });
}

/** One question per page; questions of one group share theirs, where the first of them stands. */
export function formPages(schema: FormSchema): FormPage[] {
  const pages: FormPage[] = [];
  const byGroup = new Map<string, FormPage>();
  for (const field of formFields(schema)) {
    const group = schema.properties[field.name]?.["x-group"];
    const shared = group === undefined ? undefined : byGroup.get(group);
    if (shared) {
      shared.fields.push(field);
      continue;
    }
    const page = { id: field.name, title: group ?? null, fields: [field] };
    if (group !== undefined) byGroup.set(group, page);
    pages.push(page);
  }
  return pages;
}

function describe(name: string, schema: FieldSchema, required: boolean): FormField {
  const kind = kindOf(schema);
  const words = {
    description: schema.description,
    hint: schema["x-hint"],
    why: schema["x-why"],
    unit: schema["x-unit"],
    maxLength: schema.maxLength,
    showIf: schema["x-showIf"],
    choices: choicesOf(schema, kind),
    parts: partsOf(name, schema, kind),
    ...("x-notSure" in schema && { notSure: true }),
  };
  const given = Object.entries(words).filter(([, value]) => value !== undefined);
  return {
    name,
    kind,
    label: schema.title ?? schema["x-name"] ?? spaced(name),
    optional: !required && kind !== "checkboxes",
    ...(Object.fromEntries(given) satisfies Partial<FormField>),
  };
}

function kindOf(schema: FieldSchema): FieldKind {
  if (schema.enum) return schema.enum.length > MOST_RADIOS ? "select" : "radios";
  if (schema.type === "boolean") return "yes-no";
  if (schema.type === "number" || schema.type === "integer") return "number";
  if (schema.type === "object") return objectKind(schema);
  if (schema.type !== "array") return textKind(schema);
  if (schema.items?.enum) return "checkboxes";
  return schema.items?.type === "object" ? "rows" : "lines";
}

function objectKind(schema: FieldSchema): FieldKind {
  if (schema["x-dataType"] === "percent-table") return "percent-table";
  const { amount, currency } = schema.properties ?? {};
  const isMoney = amount?.type === "number" && currency?.type === "string";
  return isMoney || schema["x-dataType"] === "money" ? "money" : "group";
}

function textKind(schema: FieldSchema): FieldKind {
  if (schema["x-widget"]) return schema["x-widget"];
  if (schema.format === "date") return "date";
  return schema.format === "email" ? "email" : "text";
}

function choicesOf(schema: FieldSchema, kind: FieldKind): Choice[] | undefined {
  if (kind === "money") {
    const currencies = schema.properties?.["currency"]?.enum ?? ["USD"];
    return currencies.map((code) => ({ value: String(code), label: String(code) }));
  }
  const source = kind === "checkboxes" ? schema.items : schema;
  if (!source?.enum) return undefined;
  const labels = source["x-labels"] ?? schema["x-labels"] ?? {};
  return source.enum.map((value, i) => {
    const label = Array.isArray(labels) ? labels[i] : byValue(labels, String(value));
    return { value: String(value), label: label ?? spaced(String(value)) };
  });
}

function byValue(labels: object, value: string): string | undefined {
  return new Map<string, string>(Object.entries(labels)).get(value);
}

function partsOf(name: string, schema: FieldSchema, kind: FieldKind): FormField[] | undefined {
  if (kind !== "group" && kind !== "percent-table" && kind !== "rows") return undefined;
  const source = kind === "rows" ? schema.items : schema;
  return Object.entries(source?.properties ?? {}).map(([key, part]) => {
    const required = source?.required?.includes(key) ?? false;
    return describe(kind === "rows" ? key : `${name}.${key}`, part, required);
  });
}

/** "targetAmount" and "target_amount" are read as "Target amount" where nobody wrote a title. */
function spaced(name: string): string {
  const words = name.replaceAll(/([a-z\d])([A-Z])/g, "$1 $2").replaceAll(/[_-]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1).toLowerCase();
}
