import * as fc from "fast-check";
import { expect, test } from "vitest";

import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import { applyQuickFix } from "#lib/engine/definition/quick-fix.ts";
import { countingCatalog } from "#tests/support/counting-catalog.ts";
import {
  definitionArbitrary,
  guidedSample,
  sampleCatalog,
  sampleDefinition,
  sampleStep,
} from "#tests/support/definitions.ts";

import { validateDefinition } from "./validate-definition.ts";

function problemsOf(document: unknown) {
  return validateDefinition(document, sampleCatalog).problems;
}

test("a definition that runs on every path has no problems", () => {
  const { ok, problems, definition } = validateDefinition(guidedSample, sampleCatalog);
  expect(problems).toEqual([]);
  expect(ok).toBe(true);
  expect(definition?.steps[0]?.join).toBe("all");
});

test("conditions that exclude each other are seen through, on guards and on has()", () => {
  const branches = (when: string): WorkflowDefinitionInput =>
    sampleDefinition(
      [
        sampleStep("start"),
        sampleStep("a", {
          when: "inputs.n > 2",
          config: { gives: { s: "schedule" } },
          dependencies: ["start"],
        }),
        sampleStep("b", { when, config: { gives: { s: "schedule" } }, dependencies: ["start"] }),
        sampleStep("c", { config: { takes: { s: "schedule" } }, dependencies: ["a", "b"] }),
        sampleStep("d", {
          when: "has(steps.a) || has(steps.b.s)",
          config: { takes: { s: "schedule" } },
          dependencies: ["start", "a", "b"],
        }),
      ],
      { inputs: { n: { type: "number" } } },
    );
  expect(problemsOf(branches("inputs.n <= 2"))).toEqual([]);
  expect(problemsOf(branches("!(inputs.n > 2)"))).toEqual([]);
  expect(problemsOf(branches("inputs.n == 7")).map(({ code }) => code)).toEqual([
    "ambiguous_input",
    "ambiguous_input",
  ]);
});

test("two equally near providers are a warning, two that exclude each other are not", () => {
  const both = sampleDefinition([
    sampleStep("a", { config: { gives: { s: "schedule" } } }),
    sampleStep("b", { config: { gives: { s: "schedule" } } }),
    sampleStep("c", { config: { takes: { s: "schedule" } }, dependencies: ["a", "b"] }),
  ]);
  const { ok, problems } = validateDefinition(both, sampleCatalog);
  expect(ok).toBe(true);
  expect(problems).toMatchObject([{ severity: "warning", code: "ambiguous_input", steps: ["c"] }]);
  expect(problemsOf(applyQuickFix(both, problems[0]!.fix!))).toEqual([]);
});

test("structure is said in sentences, with the place", () => {
  const problems = problemsOf({
    ...guidedSample,
    version: "one",
    colour: "red",
    steps: [{ ...guidedSample.steps[0], name: "", type: "magic" }],
  });
  expect(problems.map(({ message }) => message)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^version: A version reads like 1\.0\.0\.$/u),
      expect.stringMatching(/^The workflow has no field "colour"/u),
      expect.stringMatching(/^steps 1 › type: This must be one of data_collection/u),
    ]),
  );
  expect(problemsOf({}).find(({ path }) => path[0] === "steps")?.message).toBe(
    "steps: This is missing.",
  );
  const named = problemsOf({ ...guidedSample, name: 5 });
  expect(named.map(({ message }) => message)).toEqual(["name: This must be text."]);
});

test("a default must be of its input's type", () => {
  const withDefault = { ...guidedSample, inputs: { amount: { type: "number", default: "much" } } };
  expect(problemsOf(withDefault)).toMatchObject([
    {
      code: "type_clash",
      path: ["inputs", "amount", "default"],
      message: expect.stringContaining("it is text, and a number is needed"),
    },
  ]);
});

test("no document makes it throw", () => {
  const document = fc.oneof(
    fc.jsonValue(),
    definitionArbitrary().chain((definition) =>
      fc
        .tuple(fc.constantFrom("steps", "inputs", "outputs", "entryPoints", "id"), fc.jsonValue())
        .map(([field, value]) => Object.assign({}, definition, { [field]: value })),
    ),
    fc
      .tuple(fc.jsonValue(), fc.string())
      .map(([config, source]) =>
        sampleDefinition([
          sampleStep("a", { when: source || "1" }),
          Object.assign(sampleStep("b"), { config }),
        ]),
      ),
  );
  fc.assert(
    fc.property(document, (value) => {
      const { ok, problems } = validateDefinition(value, sampleCatalog);
      expect(ok).toBe(problems.every(({ severity }) => severity === "warning"));
    }),
    { numRuns: 1_000 },
  );
  let deep: unknown = {};
  for (let i = 0; i < 20_000; i++) deep = { deep };
  expect(problemsOf({ ...guidedSample, metadata: { deep } })).toMatchObject([
    { code: "structure" },
  ]);
});

test("the work for 20,000 steps grows with them, and no faster", () => {
  const many = Array.from({ length: 20_000 }, (_, i) =>
    sampleStep(`s${i}`, { dependencies: i % 4 === 0 ? [] : [`s${i - 1}`] }),
  );
  const lookUpsFor = (steps: typeof many) => {
    const { catalog, lookUps } = countingCatalog(sampleCatalog);
    expect(validateDefinition(sampleDefinition(steps), catalog).ok).toBe(true);
    return lookUps();
  };
  expect(lookUpsFor(many)).toBeLessThanOrEqual(100 * lookUpsFor(many.slice(0, 200)));
}, 300_000);
