import { expect, test } from "vitest";

import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import { sampleCatalog, sampleDefinition, sampleStep } from "#tests/support/definitions.ts";

import { validateDefinition } from "./validate-definition.ts";

type Step = WorkflowDefinitionInput["steps"][number];

const ask = (id: string, more: Partial<Step> = {}): Step =>
  sampleStep(id, {
    type: "data_collection",
    uses: "sample.ask",
    config: { gives: { profile: "profile" } },
    ...more,
  });
const reading = (id: string, source: string, dependencies: Step["dependencies"]): Step =>
  ask(id, { config: { takes: { value: "json" } }, inputs: { value: source }, dependencies });

const codes = (...steps: Step[]) =>
  validateDefinition(sampleDefinition(steps), sampleCatalog).problems.map(({ code }) => code);

/** A remark that follows from `first` and may be made until `last` begins; what follows from it reads `first`. */
const remarked = (last: Step): Step[] => [
  ask("first"),
  last,
  ask("other"),
  ask("remark", { dependencies: ["first"], window: { before: "last" } }),
  reading("reader", "steps.first.profile", ["other", "remark"]),
];

test("a window that is over before what leads to it has settled tells nothing of that", () => {
  expect(codes(...remarked(ask("last")))).toEqual(["not_on_every_path"]);
  expect(codes(...remarked(ask("last", { dependencies: ["other"] })))).toEqual([
    "not_on_every_path",
  ]);
});

test("one whose end follows from what leads to it is over after that", () => {
  expect(codes(...remarked(ask("last", { dependencies: ["first"] })))).toEqual([]);
});
