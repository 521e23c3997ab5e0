import { expect, test } from "vitest";

import { formFields } from "#lib/form/form-fields.ts";
import type { FieldSchema } from "#lib/form/json-schema.ts";

import { answerText } from "./answer-text.ts";

function textOf(schema: FieldSchema, value: unknown): string | null {
  const [field] = formFields({ type: "object", properties: { field: schema } });
  return answerText(field!, value);
}

const money: FieldSchema = {
  type: "object",
  "x-dataType": "money",
  properties: { amount: { type: "number" }, currency: { type: "string", enum: ["USD"] } },
};
const kinds: FieldSchema = {
  type: "array",
  items: { enum: ["a", "b", "c"], "x-labels": ["Bonds", "Shares", "Gold"] },
};

test.each<[string, FieldSchema, unknown, string | null]>([
  ["money without cents", money, { amount: 48_000, currency: "USD" }, "$48,000"],
  ["money with cents", money, { amount: 49.3, currency: "USD" }, "$49.30"],
  ["a number with its unit", { type: "integer", "x-unit": "years" }, 12, "12 years"],
  ["one of a unit", { type: "integer", "x-unit": "years" }, 1, "1 year"],
  ["a percentage", { type: "number", "x-unit": "%" }, 8.5, "8.5%"],
  ["a choice", { enum: ["x", "y"], "x-labels": { x: "Sell", y: "Hold" } }, "y", "Hold"],
  ["some of a list", kinds, ["a", "c"], "Bonds, Gold"],
  ["all of a list", kinds, ["a", "b", "c"], "All 3"],
  ["none of a list", kinds, [], null],
  ["yes", { type: "boolean" }, true, "Yes"],
  ["a date", { type: "string", format: "date" }, "2031-03-27", "27 March 2031"],
  ["no answer", { type: "string" }, undefined, null],
  [
    "a table of percentages",
    {
      type: "object",
      "x-dataType": "percent-table",
      properties: { voo: { type: "number", title: "VOO" }, bnd: { type: "number", title: "BND" } },
    },
    { voo: 60, bnd: 40 },
    "VOO 60%, BND 40%",
  ],
])("%s", (_name, schema, value, text) => {
  expect(textOf(schema, value)).toBe(text);
});
