import { describe, expect, test } from "vitest";

import { interactive, runInline } from "#tests/support/operations.ts";

import { decisionAsk } from "./ask.ts";
import { decisionChoose } from "./choose.ts";

const framework = (id: string) => ({ id, name: id, description: "" });

describe("decision.choose", () => {
  const config = {
    rules: [
      { when: "a", outcome: "careful", because: "The level is low." },
      { when: "b", outcome: "bold" },
    ],
  };

  test("the first rule that holds decides, with its reason", () => {
    const both = runInline(decisionChoose, config, {}, { a: true, b: true });
    expect(both).toEqual({
      output: { decision: { outcome: "careful", label: "careful", because: "The level is low." } },
      outcome: "careful",
    });
    expect(runInline(decisionChoose, config, {}, { a: false, b: true }).outcome).toBe("bold");
  });

  test("when none holds it is `otherwise`, or a failure", () => {
    const values = { a: false, b: false };
    const open = { ...config, otherwise: "middle" };
    expect(runInline(decisionChoose, open, {}, values).outcome).toBe("middle");
    expect(() => runInline(decisionChoose, config, {}, values)).toThrow(
      expect.objectContaining({ code: "no_rule_holds" }),
    );
  });

  test("outcomes and expressions are known before it runs", () => {
    const parsed = decisionChoose.config.parse({ ...config, otherwise: "careful" });
    expect(decisionChoose.outcomes?.(parsed)).toEqual(["careful", "bold"]);
    expect(decisionChoose.expressions?.(parsed)).toEqual([
      { path: ["rules", 0, "when"], source: "a", expects: "boolean" },
      { path: ["rules", 1, "when"], source: "b", expects: "boolean" },
    ]);
  });

  test("an outcome may not take the name that edges from failed steps carry", () => {
    const taken = { rules: [{ when: "true", outcome: "error" }] };
    expect(decisionChoose.config.safeParse(taken).success).toBe(false);
  });
});

describe("decision.ask", () => {
  const config = {
    question: "How should your plan be built?",
    gives: { name: "framework", type: "framework" },
    options: [
      { outcome: "broad", label: "Broad", value: framework("broad") },
      { outcome: "few", label: "Few", value: framework("few") },
    ],
  };
  const suggestion = {
    outcome: "few",
    label: "few",
    because: "Small amounts are easier to keep in order.",
  };

  test("marks what is suggested, says why and selects it", () => {
    const { form } = interactive(decisionAsk, config, { suggestion });
    expect(form).toMatchObject({
      description: "Small amounts are easier to keep in order.",
      properties: {
        choice: {
          enum: ["broad", "few"],
          "x-labels": ["Broad", "Few (suggested)"],
          default: "few",
        },
      },
    });
  });

  test("without a suggestion nothing is selected", () => {
    const { form } = interactive(decisionAsk, config);
    expect(form.properties["choice"]).not.toHaveProperty("default");
    const other = interactive(decisionAsk, config, {
      suggestion: { ...suggestion, outcome: "gold" },
    });
    expect(other.form).toEqual(form);
  });

  test("the choice is the outcome, and hands on its value", () => {
    const { accept } = interactive(decisionAsk, config, { suggestion });
    expect(accept({ choice: "few" })).toEqual({
      output: {
        decision: { outcome: "few", label: "Few", because: suggestion.because },
        framework: framework("few"),
      },
      outcome: "few",
    });
    expect(accept({ choice: "broad" }).output["decision"]).toMatchObject({ because: null });
  });

  test.each([
    ["a value of another type", { ...config.options[1]!, value: { id: "few" } }],
    ["no value where one is promised", { outcome: "few", label: "Few" }],
    ["an outcome twice", config.options[0]!],
  ])("refuses an option with %s", (_, option) => {
    const refused = { ...config, options: [config.options[0]!, option] };
    expect(decisionAsk.config.safeParse(refused).success).toBe(false);
  });
});
