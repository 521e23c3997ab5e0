import { describe, expect, test } from "vitest";
import { z } from "zod";

import { dataTypes } from "#lib/data-types/registry.ts";

import { fieldSchema, formOf, formSchema } from "./form-schema.ts";
import { validateData } from "./validate-data.ts";

describe("formOf", () => {
  test("keeps titles, hints, units, labels and limits", () => {
    const { properties, required } = formOf(dataTypes["investor-profile"].schema);
    expect(properties["horizonYears"]).toMatchObject({
      type: "integer",
      title: "How long until you need this money?",
      minimum: 1,
      maximum: 60,
      "x-unit": "years",
    });
    expect(properties["goal"]?.["x-labels"]).toMatchObject({ home: "A home" });
    expect(properties["amount"]).toMatchObject({ type: "object", "x-dataType": "money" });
    expect(required).toEqual(Object.keys(properties));
  });

  test("the form's own check refuses what the schema refuses, in the product's words", () => {
    const form = formOf(dataTypes["investor-profile"].schema);
    const checked = validateData(form, {
      goal: "home",
      amount: { amount: 10_000, currency: "USD" },
      monthlySaving: { amount: 0, currency: "USD" },
      horizonYears: 90,
      aim: "growth",
    });
    expect(checked).toEqual({
      ok: false,
      errors: { horizonYears: "Years must be between 1 and 60" },
    });
    expect(validateData(form, {})).toMatchObject({
      errors: { horizonYears: "Enter how many years until you need this money" },
    });
  });

  test("refuses a schema that no form can draw", () => {
    expect(() => formOf(z.strictObject({ either: z.union([z.string(), z.number()]) }))).toThrow(
      "either",
    );
    expect(() => formOf(z.string())).toThrow("object");
  });
});

describe("formSchema", () => {
  const titled = { type: "string", title: "Why?" };

  test.each([
    ["no questions", { properties: {} }],
    ["a question without a title", { properties: { a: { type: "string" } } }],
    ["an unknown keyword", { properties: { a: { ...titled, oneOf: [] } } }],
    ["a required field that is not asked", { properties: { a: titled }, required: ["b"] }],
    [
      "a condition on a field that is not asked",
      { properties: { a: { ...titled, "x-showIf": { field: "b", equals: 1 } } } },
    ],
    [
      "labels that do not fit",
      { properties: { a: { ...titled, enum: [1, 2], "x-labels": ["One"] } } },
    ],
    ["a name that is no name", { properties: { "a.b": titled } }],
  ])("refuses %s", (_, form) => {
    expect(formSchema.safeParse(form).success).toBe(false);
  });

  test.each([
    ["^[A-Z]{3}$", true],
    ["^\\d+(\\.\\d+)?$", false],
    ["^(a+)+$", false],
    ["^.*.*.*$", false],
    ["[A-Z]+", false],
    ["^a|b$", false],
    ["^[A-Z]+-\\d+$", true],
    ["^\\1+$", false],
    ["^[a-$", false],
  ])("pattern %s may be used: %s", (pattern, may) => {
    expect(fieldSchema.safeParse({ ...titled, pattern }).success).toBe(may);
  });

  // With one repetition more this would take longer than anybody waits.
  test("the worst accepted pattern is done with the longest answer it is tried on", () => {
    const pattern = "^[a-z]+[a-z]+$";
    expect(fieldSchema.safeParse({ ...titled, pattern }).success).toBe(true);
    expect(new RegExp(pattern, "u").test(`${"a".repeat(999)}!`)).toBe(false);
  });
});
