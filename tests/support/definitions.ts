import * as fc from "fast-check";

import type {
  Catalog,
  ConfigExpression,
  OperationContract,
  Ports,
} from "#lib/engine/definition/catalog.ts";
import {
  workflowDefinition,
  type WorkflowDefinitionInput,
} from "#lib/engine/definition/definition.ts";
import { childInputs, childOf, childOutputs } from "#lib/engine/plan/child-workflow.ts";
import type { Json, JsonObject } from "#lib/engine/value/json.ts";

export type StepInput = WorkflowDefinitionInput["steps"][number];

const schemas: Record<string, { schema: JsonObject; basic?: boolean }> = {
  number: { schema: { type: "number" }, basic: true },
  text: { schema: { type: "string" }, basic: true },
  json: { schema: {}, basic: true },
  profile: {
    schema: {
      type: "object",
      properties: {
        age: { type: "integer" },
        goal: { enum: ["house", "pension"] },
        savings: { type: "number" },
      },
      required: ["age", "goal"],
      additionalProperties: false,
    },
  },
  assessment: {
    schema: {
      type: "object",
      properties: {
        level: { type: "number" },
        reasons: { type: "array", items: { $ref: "#/$defs/reason" } },
      },
      required: ["level", "reasons"],
      additionalProperties: false,
      $defs: {
        reason: {
          type: "object",
          properties: { text: { type: "string" }, weight: { type: "number" } },
          required: ["text", "weight"],
          additionalProperties: false,
        },
      },
    },
  },
  schedule: {
    schema: {
      type: "object",
      properties: { months: { type: "number" } },
      required: ["months"],
      additionalProperties: false,
    },
  },
};

/** A step library whose operations take and give what their config says: `takes` and `gives` name data types. */
export const sampleCatalog: Catalog = {
  operations: new Map(
    [
      operation("sample.ask", { stepType: "data_collection", mode: "interactive" }),
      operation("sample.work", { stepType: "analysis", mode: "inline" }),
      operation("sample.fetch", { stepType: "integration", mode: "job" }),
      operation("sample.order", {
        stepType: "integration",
        mode: "job",
        repeats: () => false,
      }),
      operation("sample.approve", { stepType: "user_interaction", mode: "interactive" }),
      operation("sample.choose", { stepType: "decision", mode: "inline" }),
      operation("sample.pick", { stepType: "decision", mode: "interactive" }),
      operation("sample.timer", { stepType: "integration", mode: "wait" }),
      operation("sample.run", { stepType: "integration", mode: "child" }),
    ].map((contract) => [contract.id, contract]),
  ),
  dataTypes: new Map(
    Object.entries(schemas).map(([id, { schema, basic }]) => [
      id,
      { id, title: id, jsonSchema: schema, ...(basic && { basic }) },
    ]),
  ),
};

function operation(
  id: string,
  kind: Pick<OperationContract, "stepType" | "mode" | "repeats">,
): OperationContract {
  const contract: OperationContract = {
    ...kind,
    id,
    title: id,
    description: "",
    parseConfig: (config) =>
      config["rules"] === undefined || Array.isArray(config["rules"])
        ? { ok: true, config }
        : { ok: false, problems: [{ path: ["rules"], message: "A list is needed." }] },
    inputs: (config) => portsOf(config["takes"]),
    outputs: (config) => portsOf(config["gives"]),
    outcomes: (config) => [
      ...new Set([
        ...rulesOf(config).map(({ outcome }) => outcome),
        ...(typeof config["otherwise"] === "string" ? [config["otherwise"]] : []),
        ...(Array.isArray(config["options"]) ? config["options"].map(textOf) : []),
      ]),
    ],
    expressions: (config) =>
      rulesOf(config).map(({ when }, at): ConfigExpression => ({
        path: ["rules", at, "when"],
        source: when,
        expects: "boolean",
      })),
    proposes: () => false,
    approves: false,
    ...(kind.mode === "wait" && { waitFor: (_config, _input, now) => ({ kind: "time", at: now }) }),
  };
  if (kind.mode !== "child") return contract;
  const child = (config: JsonObject) => childOf(contract, config);
  return {
    ...contract,
    inputs: (config) => childInputs(child(config) ?? noChild),
    outputs: (config) => childOutputs(child(config) ?? noChild, sampleCatalog),
  };
}

const noChild = workflowDefinition.parse(sampleDefinition([sampleStep("none")]));

/** `"profile"` is a data type, `"profile?"` one that may be missing. */
function portsOf(names: Json | undefined): Ports {
  if (typeof names !== "object" || names === null) return {};
  return Object.fromEntries(
    Object.entries(names).map(([name, type]) => {
      const text = typeof type === "string" ? type : "json";
      return [
        name,
        text.endsWith("?") ? { type: text.slice(0, -1), optional: true } : { type: text },
      ];
    }),
  );
}

function rulesOf(config: JsonObject): { when: string; outcome: string }[] {
  const { rules } = config;
  if (!Array.isArray(rules)) return [];
  return rules.map((rule: JsonObject) => ({
    when: textOf(rule["when"]),
    outcome: textOf(rule["outcome"]),
  }));
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" ? value : "";
}

export function sampleStep(id: string, more: Partial<StepInput> = {}): StepInput {
  return { id, name: id, type: "analysis", uses: "sample.work", ...more };
}

export function sampleDefinition(
  steps: StepInput[],
  more: Partial<WorkflowDefinitionInput> = {},
): WorkflowDefinitionInput {
  return { id: "sample", name: "Sample", version: "1.0.0", category: "test", steps, ...more };
}

/** Asks, assesses, decides between two ways, joins them again and asks for approval. */
export const guidedSample: WorkflowDefinitionInput = sampleDefinition(
  [
    sampleStep("profile", {
      name: "About you",
      type: "data_collection",
      uses: "sample.ask",
      config: { gives: { profile: "profile" } },
    }),
    sampleStep("risk", {
      name: "Risk check",
      config: { takes: { profile: "profile" }, gives: { assessment: "assessment" } },
      validationRules: {
        level: { check: "output.assessment.level >= 1", message: "The level starts at 1." },
      },
      dependencies: ["profile"],
    }),
    sampleStep("route", {
      name: "How careful",
      type: "decision",
      uses: "sample.choose",
      config: {
        rules: [{ when: "steps.risk.assessment.level <= 2", outcome: "careful" }],
        otherwise: "growth",
      },
      dependencies: ["risk"],
    }),
    sampleStep("ladder", {
      name: "Spread over months",
      config: { takes: { assessment: "assessment" }, gives: { schedule: "schedule" } },
      dependencies: [{ step: "route", on: "careful" }],
    }),
    sampleStep("atonce", {
      name: "Invest at once",
      config: { gives: { schedule: "schedule" } },
      dependencies: [{ step: "route", on: "growth" }],
    }),
    sampleStep("weights", {
      name: "Choose weights",
      config: { takes: { schedule: "schedule", amount: "number" }, gives: { weights: "json" } },
      inputs: { amount: "inputs.amount / 12" },
      dependencies: ["ladder", "atonce"],
    }),
    sampleStep("approve", {
      name: "Check and save",
      type: "user_interaction",
      uses: "sample.approve",
      when: "inputs.amount > 100 || steps.profile.profile.goal == 'house'",
      dependencies: ["weights"],
    }),
  ],
  { inputs: { amount: { type: "number" } }, outputs: { level: "steps.risk.assessment.level" } },
);

export const names = ["a", "b", "c", "d", "e", "f", "g", "h"];

/**
 * Random definitions over the sample library: every step gives a profile, some take one by type or by expression.
 * Edges, joins, guards, outcomes and error edges are random. Many are refused. Those that are accepted must run.
 */
export function definitionArbitrary(most = names.length): fc.Arbitrary<WorkflowDefinitionInput> {
  return fc
    .integer({ min: 1, max: Math.min(most, names.length) })
    .chain((count) => fc.tuple(...names.slice(0, count).map((_, index) => stepArbitrary(index))))
    .map((steps) => sampleDefinition(steps, { inputs: { flag: { type: "number" } } }));
}

function stepArbitrary(index: number): fc.Arbitrary<StepInput> {
  const earlier = names.slice(0, index);
  const source = fc.constantFrom(...(earlier.length > 0 ? earlier : ["a"]));
  const dependency = fc.record(
    { step: source, on: fc.constantFrom("x", "y", "error") },
    { requiredKeys: ["step"] },
  );
  const guard = fc.oneof(
    fc.constantFrom("inputs.flag > 1", "inputs.flag <= 1", "inputs.flag == 3"),
    source.map((step) => `has(steps.${step})`),
  );
  const reading = source.chain((step) =>
    fc.constantFrom(`steps.${step}.profile`, `coalesce(steps.${step}.profile, null)`),
  );
  const dependencies = fc.uniqueArray(dependency, {
    maxLength: 3,
    selector: ({ step, on }) => `${step} ${on}`,
  });
  return fc
    .record({
      kind: fc.constantFrom("decision", "analysis", "integration"),
      takes: fc.constantFrom<Record<string, string>>(
        {},
        { profile: "profile" },
        { value: "json" },
        { profile: "profile?" },
      ),
      reading,
      dependencies: index === 0 ? dependencies.map((all) => all.slice(0, 0)) : dependencies,
      when: fc.option(guard, { nil: "", freq: 3 }),
      join: fc.oneof(
        { weight: 3, arbitrary: fc.constant("all" as const) },
        { weight: 1, arbitrary: fc.constant("any" as const) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 3 }).map((count) => ({ count })) },
      ),
      onStarved: fc.constantFrom("fail" as const, "skip" as const),
    })
    .map(({ kind, takes, reading: expression, when, join, onStarved, dependencies: edges }) => {
      const rules = { rules: [{ when: "inputs.flag > 2", outcome: "x" }], otherwise: "y" };
      const inputs: Record<string, string> =
        "value" in takes && index > 0 ? { value: expression } : {};
      return sampleStep(names[index]!, {
        ...operationOf[kind],
        join,
        onStarved,
        inputs,
        dependencies: edges.map(({ step, on }) => (on === undefined ? { step } : { step, on })),
        config: { takes, gives: { profile: "profile" }, ...(kind === "decision" && rules) },
        ...(when !== "" && index > 0 && { when }),
      });
    });
}

export const operationOf = {
  pick: { type: "decision", uses: "sample.pick" },
  ask: { type: "data_collection", uses: "sample.ask" },
  timer: { type: "integration", uses: "sample.timer" },
  run: { type: "integration", uses: "sample.run" },
  decision: { type: "decision", uses: "sample.choose" },
  analysis: { type: "analysis", uses: "sample.work" },
  integration: { type: "integration", uses: "sample.fetch" },
} as const;
