import { expect, test } from "vitest";

import { runInline } from "#tests/support/operations.ts";

import { dataValidate } from "./validate.ts";

const rules = [
  {
    id: "total",
    label: "Weights total 100%",
    check: "total",
    message: "Weights total 97%: add 3%.",
  },
  {
    id: "fees",
    label: "Costs are low",
    check: "fees",
    message: "Costs are high.",
    severity: "warning",
  },
];

test("reports every rule; a warning does not fail", () => {
  const { output, outcome } = runInline(dataValidate, { rules }, {}, { total: true, fees: false });
  expect(outcome).toBeUndefined();
  expect(output["report"]).toEqual({
    passed: true,
    checks: [
      {
        id: "total",
        label: "Weights total 100%",
        severity: "error",
        passed: true,
        message: "Weights total 100%",
      },
      {
        id: "fees",
        label: "Costs are low",
        severity: "warning",
        passed: false,
        message: "Costs are high.",
      },
    ],
  });
});

test("an error fails the step with the rule's own sentence and the whole report", () => {
  expect(() => runInline(dataValidate, { rules }, {}, { total: false, fees: true })).toThrow(
    expect.objectContaining({
      code: "check_failed",
      message: "Weights total 97%: add 3%.",
      details: { report: expect.objectContaining({ passed: false }) },
    }),
  );
});

test("asked to report, problems become the outcome", () => {
  const config = { rules, onProblem: "report" };
  expect(dataValidate.outcomes?.(dataValidate.config.parse(config))).toEqual([
    "passed",
    "problems",
  ]);
  expect(runInline(dataValidate, config, {}, { total: true, fees: true }).outcome).toBe("passed");
  expect(runInline(dataValidate, config, {}, { total: false, fees: true }).outcome).toBe(
    "problems",
  );
});

test("only true passes: a check that gives another value does not", () => {
  expect(() => runInline(dataValidate, { rules }, {}, { total: "true", fees: true })).toThrow(
    "Weights total 97%",
  );
});

test("two rules may not share an id", () => {
  expect(dataValidate.config.safeParse({ rules: [rules[0], rules[0]] }).success).toBe(false);
});
