import { describe, expect, test } from "vitest";

import { applyQuickFix } from "#lib/engine/definition/quick-fix.ts";
import {
  sampleCatalog,
  sampleDefinition,
  sampleStep,
  type StepInput,
} from "#tests/support/definitions.ts";

import { validateDefinition } from "./validate-definition.ts";

/**
 * No decision, failure or condition has room: what depends on one is proved by the structure of the workflow or not at
 * all.
 */
const noRoom = { variables: 0, nodes: 2 };

const gives = { gives: { profile: "profile" } };
const ask = (id: string, more: Partial<StepInput> = {}): StepInput =>
  sampleStep(id, { type: "data_collection", uses: "sample.ask", config: gives, ...more });
const pick = (id: string, more: Partial<StepInput> = {}): StepInput => {
  const config = { options: ["x", "y"], ...gives };
  return sampleStep(id, { type: "decision", uses: "sample.pick", config, ...more });
};
const reads = (id: string, source: string, more: Partial<StepInput> = {}): StepInput =>
  ask(id, { config: { ...gives, takes: { v: "json" } }, inputs: { v: source }, ...more });
const on = (step: string, outcome: string) => ({ step, on: outcome });
const back = (step: string, outcome: string) => ({ step, on: outcome, back: true as const });

const errorsIn = (steps: StepInput[], more = {}) =>
  validateDefinition(sampleDefinition(steps, more), sampleCatalog, noRoom).problems.filter(
    ({ severity }) => severity === "error",
  );

describe("what nobody can be sure of without room for proofs is refused, at its place", () => {
  test.each<[string, (string | number)[], RegExp, StepInput[]]>([
    [
      "a value that comes by one branch of two",
      ["steps", 3, "inputs", "v"],
      /prove that "a" has run where "end", input v, reads steps\.a\.profile\. Write coalesce\(steps\.a\.profile, …\), or put/u,
      [
        pick("p"),
        ask("a", { dependencies: [on("p", "x")] }),
        ask("b", { dependencies: [on("p", "y")] }),
        reads("end", "steps.a.profile", { dependencies: ["a", "b"] }),
      ],
    ],
    [
      "a member of a race",
      ["steps", 2, "inputs", "v"],
      /that "a" has run/u,
      [
        ask("a", { race: "r" }),
        ask("b", { race: "r" }),
        reads("end", "steps.a.profile", { dependencies: ["a", "b"] }),
      ],
    ],
    [
      "a step that another one cancels",
      ["steps", 2, "inputs", "v"],
      /that "a" has run/u,
      [
        ask("a"),
        ask("b", { cancels: ["a"] }),
        reads("end", "steps.a.profile", { dependencies: ["a", "b"] }),
      ],
    ],
    [
      "a join in a loop that what is outside reaches once",
      ["steps", 3, "join"],
      /that the 2 branches which "both" waits for arrive\. Skip the step when they do not/u,
      [
        ask("outside"),
        ask("first", { dependencies: [back("judge", "y")] }),
        pick("judge", { dependencies: ["first"] }),
        ask("both", { dependencies: ["outside", "judge"], join: { count: 2 } }),
      ],
    ],
    [
      "a join of two branches that exclude each other",
      ["steps", 3, "join"],
      /waits for arrive/u,
      [
        pick("p"),
        ask("a", { dependencies: [on("p", "x")] }),
        ask("b", { dependencies: [on("p", "y")] }),
        ask("both", { dependencies: ["a", "b"], join: { count: 2 } }),
      ],
    ],
    [
      "a step behind the outcome that leads back",
      ["steps", 2],
      /prove that "after" can ever run\. Put some/u,
      [
        ask("first", { dependencies: [back("judge", "x")] }),
        pick("judge", { dependencies: ["first"] }),
        ask("after", { dependencies: [on("judge", "x")] }),
      ],
    ],
    [
      "an outcome that nothing follows",
      ["steps", 0],
      /prove that the workflow comes to an end if "p" says y, which nothing follows/u,
      [pick("p"), ask("a", { dependencies: [on("p", "x")] })],
    ],
  ])("%s", (_, path, message, steps) => {
    const found = errorsIn(steps).filter(({ code }) => code === "too_large_to_prove");
    const place = found.find((one) => JSON.stringify(one.path) === JSON.stringify(path));
    expect(place?.message).toMatch(message);
    expect(place?.steps[0]).toBe(steps[Number(path[1])]?.id);
    if (!place?.fix) return;
    const fixed = applyQuickFix(sampleDefinition(steps), place.fix);
    const after = validateDefinition(fixed, sampleCatalog, noRoom).problems;
    expect(after.map((one) => one.message)).not.toContain(place.message);
  });
});

describe("what the shape of a workflow proves is accepted at any size", () => {
  test.each<[string, StepInput[]]>([
    [
      "a value from the step that leads on by an outcome",
      [pick("p"), reads("a", "steps.p.profile", { dependencies: [on("p", "x")] }), end("p")],
    ],
    [
      "a value that every branch leads past",
      [
        ask("start"),
        pick("p", { dependencies: ["start"] }),
        ask("a", { dependencies: [on("p", "x")] }),
        ask("b", { dependencies: [on("p", "y")] }),
        reads("end", "steps.start.profile", { dependencies: ["a", "b"], join: "any" }),
      ],
    ],
    [
      "a value in a loop from before it",
      [
        ask("start"),
        reads("draft", "steps.start.profile", { dependencies: ["start", back("judge", "x")] }),
        pick("judge", { dependencies: ["draft"] }),
        reads("end", "steps.draft.profile", { dependencies: [on("judge", "y")] }),
      ],
    ],
    [
      "a value that its step asks for",
      [
        pick("p"),
        ask("a", { dependencies: [on("p", "x")] }),
        ask("b", { dependencies: [on("p", "y")] }),
        reads("c", "steps.a.profile", { dependencies: ["a", "b"], when: "has(steps.a)" }),
        reads("d", "steps.a.profile", { dependencies: ["c"] }),
      ],
    ],
    [
      "a join of branches that are always taken, beside one that decides",
      [
        pick("p"),
        ask("x", { dependencies: [on("p", "x")] }),
        end("p"),
        ask("a"),
        ask("b"),
        ask("both", { dependencies: ["a", "b"], join: { count: 2 } }),
      ],
    ],
  ])("%s", (_, steps) => {
    expect(errorsIn(steps)).toEqual([]);
  });
});

function end(after: string): StepInput {
  return ask("other", { dependencies: [on(after, "y")] });
}
