import { expect, test } from "vitest";

import { rowNumbers } from "#components/form/rows.ts";
import { typedValues } from "#components/form/typed-values.ts";

import { formFields, formPages } from "./form-fields.ts";
import type { FieldSchema, FormSchema } from "./json-schema.ts";
import { readAnswers } from "./read-answers.ts";

const usd: FieldSchema = { type: "string", enum: ["USD"] };
const schema = {
  type: "object",
  required: ["goal", "years", "amount", "own", "born", "kinds", "weights", "holdings"],
  properties: {
    goal: { type: "string", enum: ["home", "other"], "x-labels": { home: "A home" } },
    years: { type: "integer", title: "How long?", "x-unit": "years", "x-why": "Because" },
    amount: { type: "object", properties: { amount: { type: "number" }, currency: usd } },
    own: { type: "boolean", "x-group": "Your home" },
    rent: {
      type: "number",
      "x-group": "Your home",
      "x-showIf": { field: "own", equals: false },
    },
    born: { type: "string", format: "date" },
    kinds: { type: "array", items: { type: "string", enum: ["a", "b"], "x-labels": ["A", "B"] } },
    tags: { type: "array", items: { type: "string" } },
    limit: { type: "number", "x-notSure": null },
    weights: {
      type: "object",
      "x-dataType": "percent-table",
      properties: { VOO: { type: "number" }, BND: { type: "number" } },
    },
    holdings: {
      type: "array",
      items: {
        type: "object",
        properties: { ticker: { type: "string" }, units: { type: "number" } },
      },
    },
    notes: { type: "string", "x-widget": "textarea" },
    file: { type: "string", "x-widget": "file" },
    region: { type: "string", enum: ["1", "2", "3", "4", "5", "6", "7", "8"] },
  },
} satisfies FormSchema;

test("each kind of schema has its control", () => {
  const kinds = formFields(schema).map(({ name, kind }) => `${name}: ${kind}`);
  expect(kinds).toEqual([
    "goal: radios",
    "years: number",
    "amount: money",
    "own: yes-no",
    "rent: number",
    "born: date",
    "kinds: checkboxes",
    "tags: lines",
    "limit: number",
    "weights: percent-table",
    "holdings: rows",
    "notes: textarea",
    "file: file",
    "region: select",
  ]);
});

test("words come from the schema, or from the name where it has none", () => {
  const [goal, years] = formFields(schema);
  expect(goal).toMatchObject({
    label: "Goal",
    optional: false,
    choices: [
      { value: "home", label: "A home" },
      { value: "other", label: "Other" },
    ],
  });
  expect(years).toMatchObject({ label: "How long?", unit: "years", why: "Because" });
  const [field] = formFields({ type: "object", properties: { targetAmount: {} } });
  expect(field).toEqual({
    name: "targetAmount",
    kind: "text",
    label: "Target amount",
    optional: true,
  });
});

test("one question per page, a group on one page under its name", () => {
  const pages = formPages(schema).map((page) => [page.id, page.title, page.fields.length]);
  expect(pages.slice(0, 5)).toEqual([
    ["goal", null, 1],
    ["years", null, 1],
    ["amount", null, 1],
    ["own", "Your home", 2],
    ["born", null, 1],
  ]);
});

test("answers shown again as typed are read as the same answers", () => {
  const answers = {
    goal: "home",
    years: 12,
    amount: { amount: 48_000.5, currency: "USD" },
    own: false,
    rent: 950,
    born: "1984-03-07",
    kinds: ["a", "b"],
    tags: ["x", "y z"],
    limit: null,
    weights: { VOO: 60, BND: 40 },
    holdings: [
      { ticker: "VOO", units: 36 },
      { ticker: "BND", units: 12.5 },
    ],
    notes: "None",
    region: "3",
  };
  const typed = typedValues(formFields(schema), answers);
  expect(typed["amount.amount"]).toBe("48,000.50");
  expect(readAnswers(schema, typed)).toEqual({ ok: true, data: answers });
});

test("rows: the posted ones, less the removed, plus the added, never none", () => {
  const posted = { "h.0.ticker": "VOO", "h.2.ticker": "BND", other: "x" };
  expect(rowNumbers(posted, "h")).toEqual([0, 2]);
  expect(rowNumbers({ ...posted, _add: "h" }, "h")).toEqual([0, 2, 3]);
  expect(rowNumbers({ ...posted, _add: "else" }, "h")).toEqual([0, 2]);
  expect(rowNumbers({ ...posted, _remove: "h.0" }, "h")).toEqual([2]);
  expect(rowNumbers({}, "h")).toEqual([0]);
});
