import { z } from "zod";

import { StepFailure } from "#lib/step-failure.ts";
import { defineOperation } from "#lib/steps/contract/operation.ts";

const rule = z.strictObject({
  id: z.string().regex(/^[A-Za-z_][\w-]{0,63}$/u),
  /** What is checked, as people read it when it holds: "Weights total 100%". */
  label: z.string().min(1).max(200),
  check: z.string().min(1).max(4_000),
  /** What people read when it does not hold: what is wrong, and what to do. */
  message: z.string().min(1).max(500),
  severity: z.enum(["error", "warning"]).default("error"),
});

const config = z.strictObject({
  rules: z
    .array(rule)
    .min(1)
    .max(200)
    .refine((rules) => new Set(rules.map(({ id }) => id)).size === rules.length, {
      error: "Each rule needs an id of its own.",
    }),
  /** What an error does: fail the step, or complete it with outcome `problems`. */
  onProblem: z.enum(["fail", "report"]).default("fail"),
});

/** Checks named rules. Warnings are reported; an error fails the step or becomes its outcome. */
export const dataValidate = defineOperation({
  id: "data.validate",
  stepType: "validation",
  mode: "inline",
  title: "Check rules",
  description:
    "Checks named rules over what earlier steps produced and reports each. An error fails the step, or with onProblem: report leads on with outcome `problems` instead of `passed`.",
  config,
  inputs: {},
  outputs: { report: { type: "check-report" } },
  outcomes: ({ onProblem }) => (onProblem === "report" ? ["passed", "problems"] : []),
  expressions: ({ rules }) =>
    rules.map(({ check }, i) => ({
      path: ["rules", i, "check"],
      source: check,
      expects: "boolean",
    })),
  example: {
    config: {
      rules: [
        {
          id: "total",
          label: "Weights total 100%",
          check: "0.4 + 0.6 == 1.0",
          message: "Weights do not total 100%.",
        },
      ],
    },
    input: {},
  },
  execute({ config: { rules, onProblem } }, { evaluate }) {
    const checks = rules.map(({ id, label, severity, check, message }) => {
      const passed = evaluate(check) === true;
      return { id, label, severity, passed, message: passed ? label : message };
    });
    const errors = checks.filter(({ passed, severity }) => !passed && severity === "error");
    const report = { passed: errors.length === 0, checks };
    if (onProblem === "report")
      return { output: { report }, outcome: report.passed ? "passed" : "problems" };
    if (!report.passed) {
      throw new StepFailure("check_failed", errors.map(({ message }) => message).join(" "), {
        details: { report },
      });
    }
    return { output: { report } };
  },
});
