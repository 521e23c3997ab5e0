import { expect, test } from "vitest";

import type { JsonObject } from "#lib/engine/value/json.ts";
import { interactive } from "#tests/support/operations.ts";

import { formAsk } from "./form-ask.ts";

const ask = (config: JsonObject) => interactive(formAsk, config);

test("asks for a data type with the author's title and introduction", () => {
  const { form } = ask({ dataType: "plan-limits", title: "Limits", intro: "Set your own." });
  expect(form).toMatchObject({ title: "Limits", description: "Set your own." });
  expect(Object.keys(form.properties)).toEqual(["assetClasses", "maxWeight", "maxVolatility"]);
});

test("refuses answers that fit the form but not each other, at the field to change", () => {
  const { accept } = ask({ dataType: "plan-limits" });
  const data = { assetClasses: ["us_large", "us_agg"], maxWeight: 40 };
  expect(() => accept(data)).toThrow(
    expect.objectContaining({
      code: "invalid_answer",
      fields: {
        maxWeight:
          "With 2 kinds of investments and at most 40% in each, only 80% can be placed. Choose more kinds, or allow 50% or more",
      },
    }),
  );
  expect(accept({ ...data, maxWeight: 50 })).toEqual({
    output: { answers: { ...data, maxWeight: 50 } },
  });
});

test("asks an author's own questions", () => {
  const fields = {
    properties: { fee: { type: "number", title: "What do you pay a year?", "x-unit": "%" } },
    required: ["fee"],
  };
  const { form, accept } = ask({ fields });
  expect(form).toMatchObject({ type: "object", required: ["fee"] });
  expect(accept({ fee: 0.4 })).toEqual({ output: { answers: { fee: 0.4 } } });
});

test.each([
  ["nothing to ask", {}],
  ["both a data type and fields", { dataType: "plan-limits", fields: { properties: {} } }],
  ["a data type that no form can ask for", { dataType: "allocation" }],
])("a config with %s is refused", (_, config) => {
  expect(formAsk.config.safeParse(config).success).toBe(false);
});
