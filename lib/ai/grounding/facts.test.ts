import { expect, test } from "vitest";

import { dataTypes } from "#lib/data-types/registry.ts";
import { exampleInput } from "#lib/steps/ai_generated/write-example.ts";

import { factsOf } from "./facts.ts";

const allocation = dataTypes.allocation.schema.parse(exampleInput.allocation);

test.each([true, false])("a check that two made is told once: the report's passed %s", (passed) => {
  const total = {
    id: "total",
    label: "Weights total 100%",
    message: "They total 99%.",
    passed,
    severity: "error" as const,
  };
  const { checks } = factsOf({ allocation, checks: { passed, checks: [total] } }, null);
  const told = checks.filter(({ label }) => label === "Weights total 100%");
  expect(told).toMatchObject([{ passed }]);
});
