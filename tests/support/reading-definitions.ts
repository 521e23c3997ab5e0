import * as fc from "fast-check";

import type { Catalog } from "#lib/engine/definition/catalog.ts";
import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

import { operationOf, sampleCatalog, sampleDefinition, sampleStep } from "./definitions.ts";
import type { Choose } from "./every-path.ts";

const facts: JsonObject = {
  type: "object",
  properties: {
    n: { type: "number" },
    m: { type: "number" },
    maybe: { anyOf: [{ type: "number" }, { type: "null" }] },
    list: {
      type: "array",
      items: {
        type: "object",
        properties: { text: { type: "string" }, w: { type: "number" } },
        required: ["text"],
        additionalProperties: false,
      },
    },
  },
  required: ["n", "maybe", "list"],
  additionalProperties: false,
};

/** The sample library with a data type of which a part is optional, a part may be null, and a list may be empty. */
export const readingCatalog: Catalog = {
  ...sampleCatalog,
  dataTypes: new Map([
    ...sampleCatalog.dataTypes,
    ["facts", { id: "facts", title: "facts", jsonSchema: facts, basic: true }],
  ]),
};

/** What a step may give: with everything, or with as little as its types allow. */
export function factsChosen(choose: Choose): JsonObject {
  return choose(2) === 0
    ? { facts: { n: 2, m: 1, maybe: 3, list: [{ text: "a", w: 1 }, { text: "b" }] }, extra: 4 }
    : { facts: { n: 0, maybe: null, list: [] } };
}

export function inputsChosen(choose: Choose): JsonObject {
  const flag = 1 + choose(2);
  return choose(2) === 0 ? { flag, k: 3, data: factsChosen(() => 0)["facts"]! } : { flag };
}

const before = ["p", "a", "b", "c", "d"];

/** Places that numbers may be read from: always there, there on some paths, and there by luck. */
const place = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(...before),
      fc.constantFrom("facts.n", "facts.m", "extra", "facts.list[0].w", "facts.maybe"),
    )
    .map(([step, name]) => `steps.${step}.${name}`),
  fc.constantFrom("inputs.k", "inputs.data.m", "inputs.data.n", "inputs.flag"),
);
const list = fc.oneof(
  fc.constantFrom(...before).map((step) => `steps.${step}.facts.list`),
  fc.constantFrom("inputs.data.list", "[]", `[{"text": "x"}]`),
);

const { number, truth } = fc.letrec<{ number: string; truth: string }>((tie) => ({
  number: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.constantFrom("1", "2"),
    place,
    fc.tuple(place, tie("number")).map(([a, b]) => `coalesce(${a}, ${b})`),
    fc.tuple(place, place).map(([a, b]) => `coalesce(${a}, ${b})`),
    fc.tuple(place, tie("number")).map(([a, b]) => `(has(${a}) ? ${a} : ${b})`),
    fc.tuple(place, tie("number")).map(([a, b]) => `(!has(${a}) ? ${b} : ${a})`),
    fc.tuple(tie("truth"), tie("number"), tie("number")).map(([a, b, c]) => `(${a} ? ${b} : ${c})`),
    fc.tuple(tie("number"), tie("number")).map(([a, b]) => `(${a} + ${b})`),
    fc.tuple(tie("number"), tie("number")).map(([a, b]) => `(${b} != 0 ? ${a} / ${b} : 0)`),
    fc.tuple(tie("number"), tie("number")).map(([a, b]) => `${a} / (${b})`),
    list.map((one) => `size(${one})`),
    list.map((one) => `(size(${one}) > 0 ? max(${one}.map(i, coalesce(i.w, 1))) : 0)`),
    list.map((one) => `sum(${one}.filter(i, has(i.w)).map(i, i.w))`),
    list.map((one) => `sum(${one}.map(i, i.w))`),
    list.map((one) => `max(${one}.map(i, 1))`),
  ),
  truth: fc.oneof(
    { maxDepth: 4, depthSize: "small" },
    fc.constantFrom("inputs.flag > 1", "inputs.flag <= 1"),
    place.map((one) => `has(${one})`),
    fc.constantFrom(...before).map((step) => `has(steps.${step})`),
    list.map((one) => `size(${one}) > 0`),
    tie("truth").map((a) => `!(${a})`),
    fc.tuple(tie("truth"), tie("truth")).map(([a, b]) => `(${a} && ${b})`),
    fc.tuple(tie("truth"), tie("truth")).map(([a, b]) => `(${a} || ${b})`),
    fc.tuple(tie("truth"), place).map(([a, b]) => `(${a} && ${b} == 1)`),
    place.map((one) => `[has(${one}), ${one} == 1][0]`),
    fc.tuple(list, tie("truth")).map(([a, b]) => `${a}.exists(i, ${b} && has(i.w) && i.w > 0)`),
  ),
}));

/** One of two branches, one that a condition leaves out, one that may fail: and a step that reads of all of them. */
export const readingDefinition: fc.Arbitrary<WorkflowDefinitionInput> = fc
  .record({
    value: number,
    other: number,
    when: truth,
    place: fc.constantFrom("input", "when", "both", "output", "rule", "list", "item"),
    join: fc.constantFrom("all" as const, "all" as const, "any" as const),
    edges: fc.uniqueArray(fc.constantFrom(...before), { minLength: 1, maxLength: 4 }),
    guarded: fc.boolean(),
  })
  .map(({ value, other, when, place: at, join, edges, guarded }) => {
    const config = { gives: { facts: "facts", extra: "number?" } };
    const takes = { ...config, takes: { value: "json" } };
    const ask = (id: string, more: object) =>
      sampleStep(id, { ...operationOf.ask, config, ...more });
    // So that all may be read; a race of branches is for the other edges.
    const gate = sampleStep("gate", {
      ...operationOf.integration,
      dependencies: [{ step: "d" }, { step: "d", on: "error" }, "a", "b", "c"],
      join: join === "any" ? "any" : "all",
    });
    const end = ask("end", {
      dependencies: ["gate", ...edges.map((step) => ({ step }))],
      ...((at === "input" || at === "both") && { config: takes, inputs: { value } }),
      ...((at === "when" || at === "both") && { when }),
      ...(at === "rule" && {
        validationRules: { r: { check: `${value} >= 0 || true`, message: "no" } },
      }),
      ...(at === "list" && { forEach: { in: `[${value}, ${other}]` } }),
      ...(at === "item" && {
        config: takes,
        forEach: { in: `steps.p.facts.list` },
        inputs: { value: `coalesce(item.w, 1) + ${value}` },
      }),
    });
    const steps = [
      sampleStep("p", { ...operationOf.pick, config: { ...config, options: ["x", "y"] } }),
      ask("a", { dependencies: [{ step: "p", on: "x" }] }),
      ask("b", { dependencies: [{ step: "p", on: "y" }] }),
      ask("c", { dependencies: ["p"], when: guarded ? "inputs.flag > 1" : "has(inputs.k)" }),
      sampleStep("d", { ...operationOf.integration, config, dependencies: ["p"] }),
      gate,
      end,
    ];
    return sampleDefinition(steps, {
      inputs: {
        flag: { type: "number" },
        k: { type: "number", optional: true },
        data: { type: "facts", optional: true },
      },
      ...(at === "output" && { outputs: { value } }),
    });
  });
