import { expect, test } from "vitest";

import {
  operationOf,
  sampleCatalog,
  sampleDefinition,
  sampleStep,
  type StepInput,
} from "#tests/support/definitions.ts";

import { validateDefinition } from "./validate-definition.ts";

const profile = { gives: { profile: "profile" } };
const ask = (id: string, more: Partial<StepInput> = {}) =>
  sampleStep(id, { ...operationOf.ask, config: profile, ...more });
const codesOf = (steps: StepInput[], more = {}) =>
  validateDefinition(
    sampleDefinition(steps, { inputs: { flag: { type: "number" } }, ...more }),
    sampleCatalog,
  ).problems.map(({ code }) => code);

const three = [ask("a"), ask("b"), ask("c")];
const twoOf = (more: Partial<StepInput> = {}) =>
  ask("end", { join: { count: 2 }, dependencies: ["a", "b", "c"], ...more });

test("two of three must arrive, and the step cancels the rest: nothing can starve it", () => {
  expect(codesOf([...three, twoOf({ cancels: ["a", "b", "c"] })])).toEqual([]);
  expect(codesOf([...three, twoOf({ cancels: ["c"] })])).toEqual([]);
  const after = ask("after", { dependencies: ["end"], cancels: ["a", "b", "c"] });
  expect(codesOf([...three, twoOf(), after])).toEqual([]);
  const between = [...three, ask("m", { dependencies: ["c"] })];
  const late = ask("end", {
    join: { count: 2 },
    dependencies: ["a", "b", "m"],
    cancels: ["a", "b", "c", "m"],
  });
  expect(codesOf([...between, late], { outputs: { out: "steps.end.profile" } })).toEqual([]);
});

test("what another step cancels, or an earlier round of a loop, may still starve it", () => {
  const other = ask("other", { cancels: ["a", "c"] });
  expect(codesOf([...three, other, twoOf({ cancels: ["b"] })])).toEqual(["starving_join"]);
  const again = sampleStep("again", {
    ...operationOf.pick,
    config: { options: ["x", "y"] },
    dependencies: ["end"],
  });
  const looped = twoOf({
    cancels: ["a", "b"],
    dependencies: ["a", "b", "c", { step: "again", on: "x", back: true }],
  });
  expect(codesOf([...three, looped, again])).not.toContain("endless_loop");
});

test("a loop that counts its rounds changes", () => {
  const rounds = (source: string): StepInput[] => [
    ask("start"),
    sampleStep("work", {
      config: profile,
      dependencies: ["start", { step: "check", on: "again", back: true, maxIterations: 5 }],
    }),
    sampleStep("check", {
      ...operationOf.decision,
      config: { rules: [{ when: source, outcome: "again" }], otherwise: "done" },
      dependencies: ["work"],
    }),
    ask("end", { dependencies: [{ step: "check", on: "done" }] }),
  ];
  expect(codesOf(rounds("size(history.work) < 3"))).toEqual([]);
  expect(codesOf(rounds("inputs.flag < 3"))).toEqual(["unchanging_loop"]);
  expect(codesOf(rounds("size(history.start) < 3"))).toEqual(["unchanging_loop"]);
});
