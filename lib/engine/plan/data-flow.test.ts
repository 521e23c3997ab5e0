import { expect, test } from "vitest";

import {
  type WorkflowDefinitionInput,
  workflowDefinition,
} from "#lib/engine/definition/definition.ts";
import { countingCatalog } from "#tests/support/counting-catalog.ts";
import { sampleCatalog, sampleDefinition, sampleStep } from "#tests/support/definitions.ts";

import { bindInputs } from "./data-flow.ts";

function bindingsOf(definition: WorkflowDefinitionInput, step: string) {
  const bindings = bindInputs(workflowDefinition.parse(definition), sampleCatalog).get(step);
  return Object.fromEntries((bindings ?? []).map((binding) => [binding.input, binding]));
}

const gives = (type: string) => ({ config: { gives: { [type]: type } } });
const takes = (...types: string[]) => ({
  config: { takes: Object.fromEntries(types.map((type) => [type.replace("?", ""), type])) },
});

test("an unbound input takes the nearest earlier output of its type, then farther ones, then definition order", () => {
  const definition = sampleDefinition([
    sampleStep("far", gives("schedule")),
    sampleStep("right", { ...gives("schedule"), dependencies: ["far"] }),
    sampleStep("left", { ...gives("schedule"), dependencies: ["far"] }),
    sampleStep("beside", gives("schedule")),
    sampleStep("end", { ...takes("schedule"), dependencies: ["left", "right"] }),
  ]);
  expect(bindingsOf(definition, "end")).toMatchObject({
    schedule: {
      kind: "steps",
      candidates: [
        { step: "right", output: "schedule", distance: 1 },
        { step: "left", output: "schedule", distance: 1 },
        { step: "far", output: "schedule", distance: 2 },
      ],
    },
  });
});

test("without an earlier output it takes the workflow's only input of the type", () => {
  const definition = (inputs: WorkflowDefinitionInput["inputs"]) =>
    sampleDefinition([sampleStep("end", takes("profile", "schedule?"))], inputs ? { inputs } : {});
  expect(bindingsOf(definition({ me: { type: "profile" } }), "end")).toMatchObject({
    profile: { kind: "input", name: "me" },
    schedule: { kind: "absent" },
  });
  const two = { me: { type: "profile" }, you: { type: "profile" } };
  expect(bindingsOf(definition(two), "end")).toMatchObject({ profile: { kind: "absent" } });
});

test("an expression of its own comes first, and basic types bind in no other way", () => {
  const definition = sampleDefinition(
    [
      sampleStep("before", { config: { gives: { schedule: "schedule", number: "number" } } }),
      sampleStep("end", {
        ...takes("schedule", "number"),
        inputs: { schedule: '{"months": 3}' },
        dependencies: ["before"],
      }),
    ],
    { inputs: { number: { type: "number" } } },
  );
  expect(bindingsOf(definition, "end")).toMatchObject({
    schedule: { kind: "expression", expression: { source: '{"months": 3}' } },
    number: { kind: "absent" },
  });
});

test("a definition that cannot be followed is bound as far as it goes", () => {
  const definition = sampleDefinition([
    sampleStep("lost", { uses: "no.such" }),
    sampleStep("round", { ...takes("profile"), dependencies: ["round", "nowhere", "other"] }),
    sampleStep("other", { dependencies: ["round"] }),
  ]);
  expect(bindingsOf(definition, "lost")).toEqual({});
  expect(bindingsOf(definition, "round")).toMatchObject({ profile: { kind: "absent" } });
});

test("20,000 steps in a row, each taking what the one before gives, are bound in work that grows with them", () => {
  const steps = Array.from({ length: 20_000 }, (_, i) =>
    sampleStep(`s${i}`, {
      config: { takes: { profile: "profile" }, gives: { profile: "profile" } },
      dependencies: i === 0 ? [] : [`s${i - 1}`],
    }),
  );
  const definition = workflowDefinition.parse(sampleDefinition(steps));
  const { catalog, lookUps } = countingCatalog(sampleCatalog);
  const bindings = bindInputs(definition, catalog);
  expect(lookUps()).toBeLessThanOrEqual(2 * steps.length);
  expect(bindings.get("s19999")).toMatchObject([
    { candidates: { length: 32, 0: { step: "s19998" } } },
  ]);
}, 30_000);
