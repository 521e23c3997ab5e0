import { z } from "zod";

import { closestName } from "./closest-name.ts";
import { finalSentence, issueSentence } from "./issue-sentence.ts";
import type { Json } from "./json.ts";

/** What is wrong at one place of a document that somebody wrote. */
export type SchemaProblem = {
  readonly path: readonly (string | number)[];
  readonly message: string;
  /**
   * The field that is not known there; `meant` is what it may be called instead, with its value where that fits there.
   */
  readonly unknown?: string;
  readonly meant?: { readonly name: string; readonly value?: Json };
};

export type ReadWithSchema<T> =
  | { readonly ok: true; readonly data: T }
  | { readonly ok: false; readonly problems: readonly SchemaProblem[] };

type Fields = Readonly<Record<string, z.core.$ZodType>>;

/**
 * Reads what somebody wrote by a schema. What is wrong is said in sentences, of the place where it is: of several forms
 * that are possible, by the one that comes nearest; of a field that is not known, with the name that was meant.
 */
export function readWithSchema<T>(schema: z.ZodType<T>, value: unknown): ReadWithSchema<T> {
  const fieldsOf = new Map<unknown, Fields>();
  const parsed = schema.safeParse(value, {
    reportInput: true,
    error: (issue) => {
      const fields = issue.code === "unrecognized_keys" ? shapeOf(issue.inst) : null;
      if (fields) fieldsOf.set(issue.input, fields);
      return issueSentence(issue);
    },
  });
  if (parsed.success) return { ok: true, data: parsed.data };
  return {
    ok: false,
    problems: parsed.error.issues.flatMap((issue) => problemsIn(issue, [], fieldsOf)),
  };
}

function shapeOf(schema: unknown): Fields | null {
  return schema instanceof z.ZodObject ? schema.shape : null;
}

function problemsIn(
  issue: z.core.$ZodIssue,
  before: SchemaProblem["path"],
  fieldsOf: ReadonlyMap<unknown, Fields>,
): readonly SchemaProblem[] {
  const own = issue.path.map((name) => (typeof name === "symbol" ? String(name) : name));
  const path = [...before, ...own];
  if (issue.code === "invalid_union") {
    const nearest = nearestForm(issue.errors);
    if (nearest) return nearest.flatMap((one) => problemsIn(one, path, fieldsOf));
  }
  if (issue.code !== "unrecognized_keys") return [{ path, message: finalSentence(issue) }];
  const fields = fieldsOf.get(issue.input) ?? {};
  const given: object = issue.input ?? {};
  return issue.keys.map((key): SchemaProblem => {
    const name = meantField(key, Object.keys(fields));
    const unknown = { path: [...path, key], unknown: key };
    if (name === null) return { ...unknown, message: `There is no field "${key}" here.` };
    const value = z.json().safeParse(Reflect.get(given, key));
    const fits = !Object.hasOwn(given, name) && accepts(fields[name], Reflect.get(given, key));
    const message = `There is no field "${key}" here. Did you mean "${name}"?`;
    const meant = fits && value.success ? { name, value: value.data } : { name };
    return { ...unknown, message, meant };
  });
}

function accepts(schema: z.core.$ZodType | undefined, value: unknown): boolean {
  return schema !== undefined && z.safeParse(schema, value).success;
}

/** The form whose kind the value has, with the least that is wrong in it. */
function nearestForm(forms: readonly (readonly z.core.$ZodIssue[])[]) {
  const near = forms.filter((issues) =>
    issues.every(
      ({ path, code }) => path.length > 0 || (code !== "invalid_type" && code !== "invalid_value"),
    ),
  );
  return near.toSorted((a, b) => a.length - b.length)[0] ?? null;
}

/** What other tools call fields, and what they are called here. */
const elsewhere: Readonly<Record<string, string>> = {
  dependson: "dependencies",
  needs: "dependencies",
  after: "dependencies",
  condition: "when",
  if: "when",
  runif: "when",
  title: "name",
  label: "name",
  operation: "uses",
  action: "uses",
  params: "config",
  parameters: "config",
  with: "config",
  settings: "config",
  args: "inputs",
  arguments: "inputs",
  foreach: "forEach",
  loop: "forEach",
  retries: "retry",
  attempts: "maxAttempts",
  delay: "backoffMs",
  timeout: "timeoutMs",
  deadline: "deadlineMs",
  verb: "method",
  uri: "url",
};

/** The field that was meant: misspelt, cut short, or called as elsewhere. */
function meantField(key: string, known: readonly string[]): string | null {
  const plain = key.toLowerCase().replaceAll(/[^a-z]/gu, "");
  const same = known.find((name) => name.toLowerCase() === plain);
  const called = elsewhere[plain];
  if (same !== undefined) return same;
  if (called !== undefined && known.includes(called)) return called;
  const near = closestName(key, known);
  if (near !== null) return near;
  return known.find((name) => plain.length >= 4 && name.toLowerCase().startsWith(plain)) ?? null;
}
