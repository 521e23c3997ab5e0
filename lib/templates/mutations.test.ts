import { describe, expect, test } from "vitest";

import type { StepDefinition, WorkflowDefinition } from "#lib/engine/definition.ts";
import type { ProblemCode } from "#lib/engine/problem.ts";
import { applyQuickFix } from "#lib/engine/quick-fix.ts";
import { validateDefinition } from "#lib/engine/validate/validate-definition.ts";
import { catalog } from "#lib/steps/registry.ts";

import { templates } from "./index.ts";

type Mutant = { readonly what: string; readonly definition: WorkflowDefinition };
type Mutation = {
  readonly finds: readonly ProblemCode[];
  mutate(definition: WorkflowDefinition, step: StepDefinition): readonly Partial<StepDefinition>[];
};

/** Each breaks one step of a workflow in one way; a way that a step does not offer gives nothing. */
const mutations: Readonly<Record<string, Mutation>> = {
  "a dangling reference": {
    finds: ["unknown_dependency"],
    mutate: (_, { dependencies }) =>
      dependencies.map((_dependency, at) => ({
        dependencies: dependencies.with(at, { step: "nowhere-at-all" }),
      })),
  },
  "a misspelt reference": {
    finds: ["unknown_dependency"],
    mutate: (_, { dependencies }) =>
      dependencies
        .filter(({ step }) => step.length > 3)
        .map((dependency, at) => ({
          dependencies: dependencies.with(at, { ...dependency, step: `${dependency.step}x` }),
        })),
  },
  "a cycle": {
    finds: ["cycle", "self_dependency"],
    mutate: ({ steps }, { id, dependencies }) =>
      steps
        .filter((other) => other.dependencies.some((dependency) => dependency.step === id))
        .map((other) => ({ dependencies: [...dependencies, { step: other.id }] })),
  },
  "a value of another type": {
    finds: ["type_clash"],
    mutate: (_, { uses, config, inputs }) =>
      requiredInputs(uses, config).map((name) => ({ inputs: { ...inputs, [name]: "12 + 1" } })),
  },
  "a step nothing leads to": {
    finds: ["unknown_outcome"],
    mutate: (_, { dependencies }) =>
      dependencies.map(({ step }, at) => ({
        dependencies: dependencies.with(at, { step, on: "never-said" }),
      })),
  },
  "a condition that never holds": {
    finds: ["dead_step"],
    mutate: () => [{ when: "1 > 2 && !(1 > 2)" }],
  },
  "a decision without default": {
    finds: ["not_exhaustive", "unknown_outcome", "dead_end", "expression", "config"],
    mutate: (_, { config }) => {
      const { otherwise, ...rest } = config;
      return otherwise === undefined ? [] : [{ config: rest }];
    },
  },
  "a starved join": {
    finds: ["impossible_join"],
    mutate: (_, { dependencies }) =>
      dependencies.length === 0 ? [] : [{ join: { count: dependencies.length + 1 } }],
  },
  "an unknown operation": {
    finds: ["unknown_operation"],
    mutate: (_, { uses }) => [{ uses: `${uses}s` }],
  },
  "an input of another name": {
    finds: ["unknown_input"],
    mutate: (_, { inputs }) => [{ inputs: { ...inputs, quiteUnknown: "1" } }],
  },
};

function requiredInputs(uses: string, config: StepDefinition["config"]): readonly string[] {
  const operation = catalog.operations.get(uses);
  const ports = Object.entries(operation?.inputs(parsed(uses, config)) ?? {});
  return ports
    .filter(([, { type, optional }]) => !optional && !catalog.dataTypes.get(type)?.basic)
    .map(([name]) => name);
}

function parsed(uses: string, config: StepDefinition["config"]) {
  const result = catalog.operations.get(uses)?.parseConfig(config);
  return result?.ok ? result.config : {};
}

function mutantsOf(definition: WorkflowDefinition, mutation: Mutation): readonly Mutant[] {
  return definition.steps.flatMap((step, index) =>
    mutation.mutate(definition, step).map((change) => ({
      what: `${step.id}: ${JSON.stringify(change)}`,
      definition: {
        ...definition,
        steps: definition.steps.with(index, { ...step, ...change }),
      },
    })),
  );
}

/** The definition after its problems' fixes, one after the other; null once a problem offers none. */
function repaired(definition: unknown): unknown {
  let at = definition;
  for (let round = 0; round < 8; round++) {
    const { ok, problems } = validateDefinition(at, catalog);
    if (ok) return at;
    const fix = problems.find((problem) => problem.fix)?.fix;
    if (!fix) return null;
    at = applyQuickFix(at, fix);
  }
  return at;
}

describe.each(Object.entries(mutations))("%s", (_, mutation) => {
  test.each(templates.map(({ definition }) => [definition.id, definition] as const))(
    "is found wherever it is put into %s, and repaired where a fix is offered",
    (_id, definition) => {
      for (const { what, definition: mutant } of mutantsOf(definition, mutation)) {
        const { ok, problems } = validateDefinition(mutant, catalog);
        const found = problems.some(({ code }) => mutation.finds.includes(code));
        const fixed = repaired(mutant);
        const repairs = fixed === null || validateDefinition(fixed, catalog).ok;
        expect({ what, ok, found, repairs }).toEqual({
          what,
          ok: false,
          found: true,
          repairs: true,
        });
      }
    },
  );
});

test("every way of breaking a workflow was possible somewhere", () => {
  for (const [name, mutation] of Object.entries(mutations)) {
    const mutants = templates.flatMap(({ definition }) => mutantsOf(definition, mutation));
    expect({ name, some: mutants.length > 0 }).toEqual({ name, some: true });
  }
});
