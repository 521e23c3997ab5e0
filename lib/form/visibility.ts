import type { Data, FieldSchema, FormSchema } from "./json-schema.ts";

/** True when a field is asked, given the answers so far. A field that depends on one that is not asked is not asked. */
export function isShown(schema: FormSchema, name: string, answers: Data, depth = 0): boolean {
  const showIf = schema.properties[name]?.["x-showIf"];
  if (!showIf) return true;
  if (depth > 20 || !isShown(schema, showIf.field, answers, depth + 1)) return false;
  return holds(answers[showIf.field], showIf.equals);
}

/** True when an answer has the wanted value, or contains it where several could be ticked. */
function holds(answer: unknown, wanted: unknown): boolean {
  return Array.isArray(answer) ? answer.includes(wanted) : answer === wanted;
}

/** Money is an object {amount, currency}: marked as such, or of that very shape. */
export function isMoney(schema: FieldSchema): boolean {
  if (schema["x-dataType"] === "money") return true;
  const { amount, currency } = schema.properties ?? {};
  return amount?.type === "number" && currency?.type === "string";
}

export function isPercentTable(schema: FieldSchema): boolean {
  return schema["x-dataType"] === "percent-table";
}
