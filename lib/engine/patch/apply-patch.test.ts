import { expect, test } from "vitest";

import { workflowDefinition } from "#lib/engine/definition/definition.ts";
import { validateDefinition } from "#lib/engine/validate/validate-definition.ts";
import { guidedSample, sampleCatalog, sampleStep } from "#tests/support/definitions.ts";

import { applyPatch } from "./apply-patch.ts";
import { changeLines } from "./diff-text.ts";
import { compareDefinitions, saysTheSame } from "./diff.ts";
import { patch, type PatchInput } from "./patch.ts";
import { removalOf } from "./removal.ts";

const sample = workflowDefinition.parse(guidedSample);

function after(input: PatchInput) {
  const patched = applyPatch(sample, patch.parse(input));
  if (!patched.ok) throw new Error(patched.obstacles.map(({ message }) => message).join("\n"));
  return patched.definition;
}

/** The description of a patch in words. */
function descriptions(input: PatchInput): string[] {
  return changeLines(compareDefinitions(sample, after(input))).map(({ text }) => text);
}

const idsOf = ({ steps }: typeof sample) => steps.map(({ id }) => id);

test("changes are made one after the other, and the original stays as it is", () => {
  const before = structuredClone(sample);
  const changed = after({
    name: "Shorter",
    changes: [
      { op: "add", step: sampleStep("more"), after: null },
      { op: "remove", step: "atonce" },
      { op: "rewire", step: "weights", dependencies: ["ladder", "more"] },
      { op: "replace", step: sampleStep("more", { name: "More words" }) },
      { op: "move", step: "approve", after: "profile" },
    ],
    outputs: {},
    exitPoints: ["weights"],
  });
  expect(idsOf(changed)).toEqual([
    "more",
    "profile",
    "approve",
    "risk",
    "route",
    "ladder",
    "weights",
  ]);
  expect(changed).toMatchObject({ name: "Shorter", outputs: {}, exitPoints: ["weights"] });
  expect(changed.steps[0]).toMatchObject({ id: "more", name: "More words" });
  expect(changed.steps.at(-1)?.dependencies).toEqual([{ step: "ladder" }, { step: "more" }]);
  expect(sample).toEqual(before);
});

test("a change of what is not there, or is there already, is refused by name", () => {
  const changes: PatchInput["changes"] = [
    { op: "remove", step: "no" },
    { op: "add", step: sampleStep("risk") },
    { op: "add", step: sampleStep("new"), after: "nowhere" },
    { op: "rewire", step: "none", dependencies: [] },
  ];
  const refused = applyPatch(sample, patch.parse({ changes }));
  expect(refused).toMatchObject({
    ok: false,
    obstacles: [
      { code: "unknown_step", steps: ["no"] },
      { code: "duplicate_step", steps: ["risk"] },
      { code: "unknown_step", steps: ["nowhere"] },
      { code: "unknown_step", steps: ["none"] },
    ],
  });
});

test("two definitions are compared by what they say, step by step", () => {
  const changed = after({
    changes: [
      { op: "remove", step: "ladder" },
      { op: "add", step: sampleStep("new", { dependencies: ["risk"] }) },
      { op: "rewire", step: "weights", dependencies: [{ step: "route", on: "growth" }, "atonce"] },
    ],
  });
  const diff = compareDefinitions(sample, { ...changed, version: "9.9.9" });
  expect(diff.added.map(({ id }) => id)).toEqual(["new"]);
  expect(diff.removed.map(({ id }) => id)).toEqual(["ladder"]);
  expect(diff.changed).toMatchObject([{ id: "weights", fields: ["dependencies"] }]);
  expect(diff.kept.map(({ id }) => id)).toEqual(["profile", "risk", "route", "atonce", "approve"]);
  expect(diff).toMatchObject({ fields: [], reordered: false });
  expect(saysTheSame(diff)).toBe(false);
  expect(saysTheSame(compareDefinitions(sample, { ...sample, version: "2.0.0" }))).toBe(true);
});

test("what a change comes to is said in sentences", () => {
  const weights = sample.steps.find(({ id }) => id === "weights")!;
  expect(
    descriptions({
      name: "Other",
      changes: [
        { op: "add", step: sampleStep("tax", { name: "Tax", dependencies: ["risk", "route"] }) },
        { op: "replace", step: { ...weights, name: "Weights", when: "inputs.amount > 1" } },
        { op: "rewire", step: "ladder", dependencies: [{ step: "route", on: "growth" }] },
        { op: "move", step: "approve", after: null },
      ],
    }),
  ).toEqual([
    "The name changes.",
    "“Tax” is added after “Risk check” and “How careful”.",
    "“Spread over months”: it starts after “How careful” (growth).",
    "“Choose weights”: its name is now “Weights”; the condition under which it runs changes.",
    "The steps are listed in another order.",
  ]);
});

test("a step is taken out of the middle, and what came after it comes after what came before it", () => {
  const changed = after(removalOf(sample, "weights"));
  expect(changed.steps.at(-1)).toMatchObject({
    id: "approve",
    dependencies: [{ step: "ladder" }, { step: "atonce" }],
  });
  expect(validateDefinition(changed, sampleCatalog).ok).toBe(true);
  const needed = validateDefinition(after(removalOf(sample, "risk")), sampleCatalog);
  expect(needed.ok).toBe(false);
});
