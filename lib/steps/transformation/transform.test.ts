import { expect, test } from "vitest";

import { runInline } from "#tests/support/operations.ts";

import { dataTransform } from "./transform.ts";

test("each output is its expression's value, of its declared type", () => {
  const config = { outputs: { months: "m", share: { type: "number", value: "s" } } };
  expect(runInline(dataTransform, config, {}, { m: 12, s: 0.25 }).output).toEqual({
    months: 12,
    share: 0.25,
  });
  const parsed = dataTransform.config.parse(config);
  const { outputs } = dataTransform;
  expect(typeof outputs === "function" && outputs(parsed)).toEqual({
    months: { type: "json" },
    share: { type: "number" },
  });
  expect(dataTransform.expressions?.(parsed)).toEqual([
    { path: ["outputs", "months"], source: "m", expects: "any" },
    { path: ["outputs", "share", "value"], source: "s", expects: "any" },
  ]);
});

test.each([
  ["no outputs", {}],
  ["a name that is no name", { "a.b": "1" }],
  ["an unknown data type", { a: { type: "tulips", value: "1" } }],
])("refuses %s", (_, outputs) => {
  expect(dataTransform.config.safeParse({ outputs }).success).toBe(false);
});
