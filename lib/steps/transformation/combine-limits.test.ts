import { expect, test } from "vitest";

import type { JsonObject } from "#lib/engine/value/json.ts";
import { runInline } from "#tests/support/operations.ts";

import { constraintsCombine } from "./combine-limits.ts";

const { assessment } = constraintsCombine.example.input;

function combine(input: JsonObject) {
  return runInline(constraintsCombine, {}, { assessment: assessment!, ...input }).output[
    "constraints"
  ];
}

const limits = { assetClasses: ["us_large", "us_agg", "cash"], maxWeight: 50 };

test("without a framework or own limits only the risk counts", () => {
  expect(combine({})).toEqual({ objective: "max_return", targetVolatility: 0.085 });
});

test("own limits replace the framework's", () => {
  const framework = {
    id: "few",
    name: "Few",
    description: "",
    assetClasses: ["gold"],
    maxWeight: 0.1,
  };
  expect(combine({ limits, framework })).toEqual({
    objective: "max_return",
    targetVolatility: 0.085,
    assetClasses: ["us_large", "us_agg", "cash"],
    bounds: { us_large: { max: 0.5 }, us_agg: { max: 0.5 }, cash: { max: 0.5 } },
  });
});

test.each([
  [5, 0.05],
  [12, 0.085],
])(
  "of the accepted %i%% and the assessed volatility the lower counts",
  (maxVolatility, expected) => {
    expect(combine({ limits: { ...limits, maxVolatility } })).toMatchObject({
      targetVolatility: expected,
    });
  },
);

test("a framework's cap never loosens the usual limit of a kind", () => {
  const framework = {
    id: "few",
    name: "Few",
    description: "",
    assetClasses: ["us_large", "gold"],
    maxWeight: 0.4,
  };
  expect(combine({ framework })).toMatchObject({
    bounds: { us_large: { max: 0.4 }, gold: { max: 0.1 } },
  });
});
