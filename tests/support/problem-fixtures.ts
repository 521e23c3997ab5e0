import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import type { DiagnosticCode } from "#lib/engine/definition/diagnostic.ts";

import { guidedSample, sampleDefinition, sampleStep, type StepInput } from "./definitions.ts";

/** Documents over the sample library, each with a diagnostic of one code. `bounds` leaves no room for exact proofs. */
export type Fixture = { readonly document: object; readonly bounds?: "none" };

const gives = { gives: { profile: "profile" } };
const rules = { rules: [{ when: "inputs.flag > 2", outcome: "x" }], otherwise: "y" };
const ask = (id: string, more: Partial<StepInput> = {}): StepInput =>
  sampleStep(id, { type: "data_collection", uses: "sample.ask", config: gives, ...more });
const pick = (id: string, more: Partial<StepInput> = {}): StepInput => {
  const config = { options: ["x", "y"], ...gives };
  return sampleStep(id, { type: "decision", uses: "sample.pick", config, ...more });
};
const choose = (id: string, more: Partial<StepInput> = {}): StepInput =>
  sampleStep(id, { type: "decision", uses: "sample.choose", config: rules, ...more });
const reads = (id: string, value: string, more: Partial<StepInput> = {}): StepInput =>
  ask(id, { config: { ...gives, takes: { value: "json" } }, inputs: { value }, ...more });
const needs = (id: string, type: string, more: Partial<StepInput> = {}): StepInput =>
  ask(id, { config: { ...gives, takes: { need: type } }, ...more });
const runs = (id: string, config: object, more: Partial<StepInput> = {}): StepInput =>
  sampleStep(id, {
    type: "integration",
    uses: "sample.run",
    config: JSON.parse(JSON.stringify(config)),
    ...more,
  });
const on = (step: string, outcome: string) => ({ step, on: outcome });
const back = (step: string, outcome?: string) => ({
  step,
  ...(outcome !== undefined && { on: outcome }),
  back: true as const,
});
const compensated = (more: Partial<NonNullable<StepInput["compensate"]>>) => ({
  compensate: { uses: "sample.work", ...more },
});

function flow(steps: StepInput[], more: Partial<WorkflowDefinitionInput> = {}): Fixture {
  return { document: sampleDefinition(steps, { inputs: { flag: { type: "number" } }, ...more }) };
}

const branches = [
  pick("p"),
  ask("a", { dependencies: [on("p", "x")] }),
  ask("b", { dependencies: [on("p", "y")] }),
];
const takesNumber = sampleDefinition([ask("in")], { inputs: { n: { type: "number" } } });

/** At least one for every code, and one for every message of a code. */
export const problemFixtures: Readonly<Record<DiagnosticCode, readonly Fixture[]>> = {
  structure: [
    { document: { ...guidedSample, color: "red" } },
    { document: { ...guidedSample, version: "one" } },
    { document: { ...guidedSample, steps: [] } },
    { document: sampleDefinition([runs("sub", { definition: { id: "half" } })]) },
  ],
  duplicate_step: [flow([ask("a"), ask("a")])],
  unknown_operation: [
    flow([ask("a", { uses: "sample.aks" })]),
    flow([ask("a", { uses: "quite.different" })]),
    flow([ask("a", compensated({ uses: "sample.wrok" }))]),
    flow([ask("a", compensated({ uses: "quite.different" }))]),
  ],
  wrong_step_type: [flow([ask("a", { type: "analysis" })])],
  config: [
    flow([choose("a", { config: { rules: 3 } })]),
    flow([ask("a", compensated({ config: { rules: 3 } }))]),
  ],
  unknown_workflow: [
    flow([runs("sub", {})]),
    flow([runs("sub", { workflow: { id: "nowhere", version: "1.0.0" } })]),
  ],
  useless_deadline: [flow([sampleStep("a", { deadlineMs: 1_000 })])],
  useless_retry: [
    flow([
      {
        id: "order",
        name: "Order",
        type: "integration",
        uses: "sample.order",
        retry: { maxAttempts: 3 },
      },
    ]),
  ],
  compensation: [
    flow([ask("a", compensated({ uses: "sample.timer" }))]),
    flow([ask("a", compensated({ uses: "sample.run", config: {} }))]),
  ],
  window: [
    flow([ask("a", { window: { before: "nowhere" } })]),
    flow([ask("a", { window: { before: "a" } })]),
    flow([ask("a", { window: { before: "b" } }), ask("b", { dependencies: ["a"] })]),
    flow([ask("a", { window: { after: "nowhere", before: "b" } }), ask("b")]),
    // Its window opens only after it has closed.
    flow([
      ask("a", { window: { after: "c", before: "b" } }),
      ask("b"),
      ask("c", { dependencies: ["b"] }),
    ]),
    flow([sampleStep("a", { window: { before: "b" } }), ask("b")]),
    flow([ask("a", { window: { before: "b" }, forEach: { in: "[1]" } }), ask("b")]),
    flow([ask("a", { window: { before: "b" }, race: "r" }), ask("b"), ask("c", { race: "r" })]),
    flow([ask("a", { window: { before: "b" }, exclusive: "g" }), ask("b", { exclusive: "g" })]),
    flow([
      ask("s"),
      ask("a", { window: { before: "b" }, join: "each", dependencies: ["s"] }),
      ask("b"),
    ]),
  ],
  unknown_data_type: [
    flow([ask("a")], { inputs: { x: { type: "nubmer" } } }),
    flow([ask("a")], { inputs: { x: { type: "quite-different" } } }),
  ],
  unknown_dependency: [
    flow([ask("first"), ask("next", { dependencies: ["frist"] })]),
    flow([ask("first"), ask("next", { dependencies: ["quite-different"] })]),
    flow([runs("sub", { definition: sampleDefinition([ask("a", { dependencies: ["zzzz"] })]) })]),
  ],
  self_dependency: [flow([ask("a", { dependencies: ["a"] })])],
  duplicate_dependency: [flow([ask("a"), ask("b", { dependencies: ["a", "a"] })])],
  unknown_outcome: [
    flow([pick("p"), ask("a", { dependencies: [on("p", "z")] })]),
    flow([ask("p"), ask("a", { dependencies: [on("p", "x")] })]),
    flow([
      pick("p", { config: { options: ["yes"] } }),
      ask("a", { dependencies: [on("p", "no")] }),
    ]),
  ],
  cycle: [
    flow([ask("a", { dependencies: ["b"] }), ask("b", { dependencies: ["a"] })]),
    flow([ask("a", { dependencies: [on("p", "x")] }), pick("p", { dependencies: ["a"] })]),
  ],
  outside_loop: [flow([ask("side"), ask("a", { dependencies: [back("side")] })])],
  not_a_loop: [
    flow([ask("a"), ask("b", { dependencies: [{ step: "a", maxIterations: 3 }] })]),
    flow([ask("a"), ask("b", { dependencies: [{ step: "a", active: "cancel" }] })]),
  ],
  endless_loop: [
    // Its condition reads nothing that starts over.
    flow([ask("a", { when: "inputs.flag > 1", dependencies: [back("a")] })]),
    flow([ask("a", { dependencies: [back("a")] })]),
    flow([ask("a", { dependencies: [back("p")] }), pick("p", { dependencies: ["a"] })]),
  ],
  unchanging_loop: [
    flow([
      sampleStep("a", { dependencies: [back("c", "x")] }),
      choose("c", { dependencies: ["a"] }),
    ]),
  ],
  unknown_cancel: [
    flow([ask("work"), ask("stop", { cancels: ["wrok"] })]),
    flow([ask("work"), ask("stop", { cancels: ["quite-different"] })]),
  ],
  useless_cancel: [
    flow([ask("a", { cancels: ["a"] })]),
    flow([ask("a"), ask("b", { cancels: ["a"], dependencies: ["a"] })]),
  ],
  lone_member: [flow([ask("a", { race: "r" })]), flow([ask("a", { exclusive: "g" })])],
  instances: [
    flow([ask("a"), ask("b", { join: "each", forEach: { in: "[1]" }, dependencies: ["a"] })]),
    flow([ask("a", { join: "each" })]),
    flow([
      ask("s"),
      ask("a", { join: "each", dependencies: ["s", back("p", "x")] }),
      pick("p", { dependencies: ["a"] }),
    ]),
    flow([ask("a", { forEach: { in: "[1]", open: true, complete: "none" } })]),
    flow([ask("a", { forEach: { in: "[1]", complete: { count: 2 } } })]),
    flow([
      ask("a", { forEach: { in: "[1]", complete: "none" } }),
      ask("b", { dependencies: [on("a", "error")] }),
    ]),
  ],
  entry_point: [
    flow([ask("a")], { entryPoints: ["a", "nowhere"] }),
    flow([ask("a")], { entryPoints: [] }),
    flow([ask("a"), ask("b", { dependencies: ["a"] })], { entryPoints: ["a", "b"] }),
  ],
  exit_point: [flow([ask("a")], { exitPoints: ["a", "nowhere"] })],
  expression: [
    flow([ask("a", { when: "inputs." })]),
    flow([ask("a")], { outputs: { x: "1 +" } }),
    flow([ask("a", { when: "inputs.flag + 1.0" })]),
    flow([ask("a", { when: "inputs.falg > 1.0" })]),
    flow([reads("a", "steps.nowhere.x")]),
    flow([ask("first"), reads("a", "steps.frist.profile", { dependencies: ["first"] })]),
    flow([reads("a", "history.nowhere")]),
    flow([reads("a", "output.profile")]),
    flow([reads("a", "item")]),
    flow([ask("a", { forEach: { in: "[item]" } })]),
    // A list that is no list.
    flow([ask("a", { forEach: { in: "inputs.flag" } })]),
    flow([ask("s"), reads("a", "steps.s.nothing", { dependencies: ["s"] })]),
    flow([ask("a")], { outputs: { x: "steps.a.nothing" } }),
  ],
  not_before: [
    flow([reads("a", "steps.a.profile")]),
    flow([
      ask("a", { validationRules: { r: { check: "steps.a.profile.age > 1", message: "!" } } }),
    ]),
    flow([reads("a", "steps.b.profile"), ask("b")]),
    flow([reads("a", "steps.b.profile"), ask("b", { dependencies: ["a"] })]),
    flow([
      ask("a", compensated({ config: { takes: { v: "json" } }, inputs: { v: "steps.b.profile" } })),
      ask("b"),
    ]),
  ],
  unknown_input: [
    flow([reads("a", "1", { inputs: { vlaue: "1" } })]),
    flow([ask("a", { inputs: { other: "1" } })]),
    flow([ask("a", compensated({ inputs: { other: "1" } }))]),
  ],
  missing_input: [
    flow([needs("a", "number")]),
    flow([needs("a", "profile")]),
    flow([ask("s"), needs("a", "profile")]),
    flow([needs("a", "profile")], { inputs: { p: { type: "profile", optional: true } } }),
    flow([needs("a", "profile")], { inputs: { p: { type: "profile" }, q: { type: "profile" } } }),
    flow([ask("a", compensated({ config: { takes: { v: "number" } } }))]),
    flow([runs("sub", { definition: takesNumber })]),
  ],
  ambiguous_input: [
    flow([ask("a"), ask("b"), needs("c", "profile", { dependencies: ["a", "b"] })]),
  ],
  type_clash: [
    flow([needs("a", "number", { inputs: { need: "'text'" } })]),
    flow([
      ask("s"),
      needs("a", "schedule", { inputs: { need: "steps.s.profile" }, dependencies: ["s"] }),
    ]),
    flow([ask("a")], { inputs: { x: { type: "number", default: "text" } } }),
    // The inputs of a child run.
    flow([runs("sub", { definition: takesNumber }, { inputs: { n: "'text'" } })]),
    flow([ask("a", compensated({ config: { takes: { v: "number" } }, inputs: { v: "'text'" } }))]),
  ],
  not_on_every_path: [
    flow([...branches, reads("end", "steps.a.profile", { dependencies: ["a", "b"] })]),
    flow([
      pick("p", { config: { options: ["x", "y"] } }),
      ask("a", { dependencies: [on("p", "x")] }),
      needs("end", "profile", { dependencies: ["p", "a"] }),
    ]),
    flow([...branches], { outputs: { x: "steps.a.profile" } }),
    flow([
      ask("a", { race: "r" }),
      ask("b", { race: "r" }),
      reads("end", "steps.a.profile", { dependencies: ["a", "b"] }),
    ]),
    flow([
      ask("a"),
      ask("b", { cancels: ["a"] }),
      reads("end", "steps.a.profile", { dependencies: ["a", "b"] }),
    ]),
    flow([
      ask("a"),
      ask("b"),
      ask("c", { join: "any", dependencies: ["a", "b"], when: "steps.a.profile.age > 1" }),
    ]),
  ],
  dead_step: [
    flow([ask("a", { when: "inputs.flag > 3 && inputs.flag <= 3" })]),
    flow([
      ...branches,
      ask("both", { join: { count: 2 }, onStarved: "skip", dependencies: ["a", "b"] }),
    ]),
    flow([ask("a", { race: "r" }), ask("b", { race: "r", dependencies: ["a"] })]),
  ],
  impossible_join: [flow([ask("a"), ask("b", { join: { count: 2 }, dependencies: ["a"] })])],
  starving_join: [
    flow([
      ask("a"),
      ask("b", { when: "inputs.flag > 1" }),
      ask("c", { join: { count: 2 }, dependencies: ["a", "b"] }),
    ]),
    flow([
      ask("outside"),
      ask("a", { dependencies: [back("p", "x")] }),
      ask("j", { join: { count: 2 }, dependencies: ["a", "outside"] }),
      pick("p", { dependencies: ["j"] }),
    ]),
  ],
  not_exhaustive: [flow([choose("c", { config: { rules: rules.rules } })])],
  dead_end: [
    flow([pick("p"), ask("a", { dependencies: [on("p", "x")] })]),
    flow([pick("p"), ask("a", { dependencies: [on("p", "x")] })], { exitPoints: ["a"] }),
  ],
  too_large_to_prove: [
    flow([...branches, reads("end", "steps.a.profile", { dependencies: ["a", "b"] })]),
    flow([
      pick("p", { config: { options: ["x", "y"] } }),
      ask("a", { dependencies: [on("p", "x")] }),
      needs("end", "profile", { dependencies: ["p", "a"] }),
    ]),
    flow([...branches, ask("both", { join: { count: 2 }, dependencies: ["a", "b"] })]),
    flow([
      ask("a", { dependencies: [back("p", "x")] }),
      pick("p", { dependencies: ["a"] }),
      ask("c", { dependencies: [on("p", "x")] }),
    ]),
    flow([pick("p"), ask("a", { dependencies: [on("p", "x")] })]),
    flow([...branches], { outputs: { x: "steps.a.profile" } }),
  ].map(({ document }) => ({ document, bounds: "none" as const })),
};
