import type { SummaryRow } from "#components/ui/lists/summary-list.tsx";
import { formFields } from "#lib/form/form-fields.ts";
import type { FormSchema } from "#lib/form/json-schema.ts";
import { isShown } from "#lib/form/visibility.ts";

import { stepPath } from "../paths.ts";
import { answerText } from "./answer-text.ts";

type Answers = Readonly<Record<string, unknown>>;

/**
 * The answers of one form as rows of a summary, each with the links to its question: to change it, or to try a
 * different answer in a what-if.
 */
export function answerRows(
  runId: string,
  stepId: string,
  schema: FormSchema,
  answers: Answers,
  ways: { change: boolean; whatIf: boolean },
): SummaryRow[] {
  const shown = formFields(schema).filter(({ name }) => isShown(schema, name, answers));
  return shown.map((field): SummaryRow => {
    const name = schema.properties[field.name]?.["x-name"] ?? field.label;
    const value = answerText(field, answers[field.name]);
    const q = pageOf(schema, field.name);
    const row: SummaryRow = { name, value };
    if (ways.change) row.changeHref = stepPath(runId, stepId, { q, change: "1" });
    if (ways.whatIf) row.whatIfHref = stepPath(runId, stepId, { q, whatif: "1" });
    return row;
  });
}

/** The page for a field has the name of the first field of its group. */
function pageOf(schema: FormSchema, name: string): string {
  const group = schema.properties[name]?.["x-group"];
  if (group === undefined) return name;
  const first = Object.entries(schema.properties).find(([, field]) => field["x-group"] === group);
  return first?.[0] ?? name;
}
