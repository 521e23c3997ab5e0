import { z } from "zod";

import type { Catalog, OperationContract, StepResult } from "#lib/engine/definition/catalog.ts";
import type { Json, JsonObject } from "#lib/engine/value/json.ts";

/** Operations as small as can be, one per mode, for tests of the engine alone. */
const contracts: readonly OperationContract[] = [
  contract({ id: "test.add", stepType: "transformation", mode: "inline" }),
  contract({
    id: "test.signal",
    stepType: "integration",
    mode: "wait",
    waitFor: (config) => ({ kind: "signal", name: z.string().parse(config["name"]) }),
  }),
  contract({
    id: "test.timer",
    stepType: "integration",
    mode: "wait",
    waitFor: (config, _input, now) => ({ kind: "time", at: now + Number(config["ms"]) }),
  }),
  contract({ id: "test.job", stepType: "integration", mode: "job" }),
  contract({ id: "test.draft", stepType: "ai_generated", mode: "job", proposes: () => true }),
  contract({ id: "test.child", stepType: "integration", mode: "child" }),
  contract({ id: "test.ask", stepType: "data_collection", mode: "interactive" }),
  contract({
    id: "test.approve",
    stepType: "user_interaction",
    mode: "interactive",
    approves: true,
  }),
  contract({
    id: "test.choose",
    stepType: "decision",
    mode: "inline",
    outcomes: (config) => (Array.isArray(config["outcomes"]) ? config["outcomes"].map(String) : []),
  }),
];

function contract(
  spec: Pick<OperationContract, "id" | "stepType" | "mode"> & Partial<OperationContract>,
): OperationContract {
  return {
    title: spec.id,
    description: "",
    parseConfig: (config) => ({ ok: true, config }),
    inputs: (config) => portsOf(config["inputs"]),
    outputs: (config) => ({ value: { type: "number" }, ...portsOf(config["outputs"]) }),
    outcomes: () => [],
    expressions: () => [],
    proposes: () => false,
    approves: false,
    ...spec,
  };
}

function portsOf(names: Json | undefined) {
  const list = Array.isArray(names) ? names : [];
  return Object.fromEntries(list.map((name) => [String(name), { type: "number" }]));
}

export const testCatalog: Catalog = {
  operations: new Map(contracts.map((c) => [c.id, c])),
  dataTypes: new Map([
    ["number", { id: "number", title: "Number", jsonSchema: { type: "number" } }],
  ]),
};

/** Adds up the inputs and `config.value`. Chooses `config.pick`. Fails when `config.fails` says so. */
export function runTestOperation(call: { config: JsonObject; input: JsonObject }): StepResult {
  const { value, pick, fails } = call.config;
  if (fails === true) throw new Error("told to fail");
  const numbers = [value, ...Object.values(call.input)].filter((n) => typeof n === "number");
  const output = { value: numbers.reduce((sum, n) => sum + n, 0) };
  return typeof pick === "string" ? { output, outcome: pick } : { output };
}
