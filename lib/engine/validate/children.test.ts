import { expect, test } from "vitest";

import { applyQuickFix } from "#lib/engine/definition/quick-fix.ts";
import { catalog } from "#lib/steps/registry.ts";
import { templates } from "#lib/templates/index.ts";

import { validateDefinition } from "./validate-definition.ts";

const double = {
  id: "double",
  name: "Double",
  version: "1.0.0",
  category: "test",
  inputs: { number: { type: "number" }, note: { type: "text", optional: true } },
  steps: [
    {
      id: "twice",
      name: "Twice",
      type: "transformation",
      uses: "data.transform",
      config: { outputs: { number: { type: "number", value: "inputs.number * 2" } } },
    },
  ],
  outputs: { number: "steps.twice.number", text: "string(steps.twice.number)" },
};

const around = (config: object, more: object = {}, reads = "steps.sub.number + 1") => ({
  id: "around",
  name: "Around",
  version: "1.0.0",
  category: "test",
  inputs: { amount: { type: "number" } },
  steps: [
    {
      id: "sub",
      name: "Sub",
      type: "integration",
      uses: "workflow.run",
      config,
      inputs: { number: "inputs.amount" },
      ...more,
    },
    {
      id: "after",
      name: "After",
      type: "transformation",
      uses: "data.transform",
      config: { outputs: { value: { type: "number", value: reads } } },
      dependencies: ["sub"],
    },
  ],
});

const codesOf = (document: unknown) =>
  validateDefinition(document, catalog).problems.map(({ code }) => code);

test("a step that runs a workflow takes its inputs and gives its outputs, with their types", () => {
  expect(validateDefinition(around({ definition: double }), catalog)).toMatchObject({
    ok: true,
    problems: [],
  });
  expect(codesOf(around({ definition: double }, { inputs: {} }))).toEqual(["missing_input"]);
  expect(codesOf(around({ definition: double }, { inputs: { number: "'x'" } }))).toEqual([
    "type_clash",
  ]);
  expect(codesOf(around({ definition: double }, {}, "steps.sub.nothing"))).toEqual(["expression"]);
  expect(codesOf(around({ definition: double }, {}, "steps.sub.number + 'x'"))).toEqual([
    "expression",
  ]);
});

test("what is wrong in it is reported at the step, and its fix is made in it", () => {
  const [twice] = double.steps;
  const broken = {
    ...double,
    steps: [
      { ...twice, dependencies: ["twicee"] },
      { ...twice, id: "other" },
    ],
  };
  const document = around({ definition: broken });
  const { ok, problems } = validateDefinition(document, catalog);
  expect(ok).toBe(false);
  expect(problems).toMatchObject([
    {
      code: "unknown_dependency",
      path: ["steps", 0, "config", "definition", "steps", 0, "dependencies", 0],
      steps: ["sub"],
      message: expect.stringMatching(/^In the workflow of "Sub": /u),
    },
  ]);
  const fixed = applyQuickFix(document, problems[0]!.fix!);
  expect(codesOf(fixed)).toEqual([]);
});

test("a workflow that is not there, has no shape, stands too deep or has too many steps is refused", () => {
  expect(codesOf(around({}))).toEqual(["unknown_workflow"]);
  expect(codesOf(around({ workflow: { id: "double" } }))).toEqual(["unknown_workflow"]);
  expect(codesOf(around({ definition: { id: "x" } }))).toContain("structure");
  let deep: object = double;
  for (let level = 0; level < 10; level++) deep = around({ definition: deep });
  expect(codesOf(deep)).toContain("structure");
  const wide = {
    ...double,
    steps: Array.from({ length: 20_000 }, (_, i) => ({ ...double.steps[0], id: `s${i}` })),
  };
  expect(codesOf(around({ definition: wide }))).toEqual(["structure"]);
});

test("every built-in workflow can be run by a step, and a mistake in it is found there", () => {
  for (const { definition } of templates) {
    const inputs = Object.fromEntries(
      Object.entries(definition.inputs).flatMap(([name, { optional }]) =>
        optional ? [] : [[name, "inputs.amount"]],
      ),
    );
    const document = around({ definition }, { inputs }, "1");
    expect(codesOf(document).filter((code) => code !== "type_clash")).toEqual([]);
    const misspelt = definition.steps.map((step) => ({ ...step, uses: `${step.uses}x` }));
    const broken = around({ definition: { ...definition, steps: misspelt } }, { inputs }, "1");
    expect(codesOf(broken)).toContain("unknown_operation");
  }
});

test("a deadline on what takes no time changes nothing", () => {
  const document = around({ definition: double }, { deadlineMs: 5_000 });
  expect(codesOf(document)).toEqual([]);
  const [sub, after] = document.steps;
  const useless = { ...document, steps: [sub, { ...after, deadlineMs: 5_000 }] };
  const { ok, problems } = validateDefinition(useless, catalog);
  expect([ok, problems.map(({ code }) => code)]).toEqual([true, ["useless_deadline"]]);
  expect(codesOf(applyQuickFix(useless, problems[0]!.fix!))).toEqual([]);
});
