import {
  type StepDefinition,
  stepTypes,
  type WorkflowDefinition,
  type WorkflowDefinitionInput,
} from "#lib/engine/definition/definition.ts";
import type { DiagnosticCode } from "#lib/engine/definition/diagnostic.ts";
import { catalog } from "#lib/steps/registry.ts";

type Mutant = { readonly what: string; readonly definition: WorkflowDefinition };
type Mutation = {
  readonly finds: readonly DiagnosticCode[];
  /** The mutation is a mistake without consequences: it gives a warning, and no error. */
  readonly warns?: true;
  /** No fix can know what the step was named or did before. */
  readonly beyondRepair?: true;
  mutate(definition: WorkflowDefinition, step: StepDefinition): readonly Partial<StepDefinition>[];
  /** The change to the rest of the workflow. */
  readonly around?: (step: StepDefinition) => Partial<WorkflowDefinition>;
  /** Changes to other steps, by their ids. */
  readonly also?: (step: StepDefinition) => Readonly<Record<string, Partial<StepDefinition>>>;
};

/** Each breaks one step of a workflow in one way. It gives nothing where the step has nothing to break in that way. */
export const mutations: Readonly<Record<string, Mutation>> = {
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
  "an id that another step has": {
    finds: ["duplicate_step"],
    beyondRepair: true,
    mutate: ({ steps }, { id }) =>
      steps.filter((other) => other.id !== id).map((other) => ({ id: other.id })),
  },
  "a type that the operation does not have": {
    finds: ["wrong_step_type"],
    mutate: (_, { type }) =>
      stepTypes.filter((other) => other !== type).map((other) => ({ type: other })),
  },
  "a field that no config has": {
    finds: ["config"],
    mutate: (_, { config }) => [{ config: { ...config, quiteUnknown: 1 } }],
  },
  "the same dependency twice": {
    finds: ["duplicate_dependency"],
    mutate: (_, { dependencies }) =>
      dependencies.map((dependency) => ({ dependencies: [...dependencies, dependency] })),
  },
  "a workflow that is not there": {
    finds: ["unknown_workflow"],
    mutate: () => [runs({ workflow: { id: "nowhere-at-all" } })],
  },
  "a workflow that is given a value of another type": {
    finds: ["type_clash"],
    mutate: (_, step) =>
      decides(step)
        ? []
        : [runs({ definition: asking({ n: { type: "number" } }) }, { n: "'text'" })],
  },
  "a workflow that is not given what it needs": {
    finds: ["missing_input"],
    mutate: (_, step) =>
      decides(step) ? [] : [runs({ definition: asking({ n: { type: "number" } }) })],
  },
  "a workflow with a dangling reference in it": {
    finds: ["unknown_dependency"],
    mutate: () => [runs({ definition: asking({}, ["nowhere-at-all"]) })],
  },
  "a loop without a way out": {
    finds: ["endless_loop"],
    // An edge that handles the failure is another way out.
    mutate: ({ steps }, { id, dependencies }) =>
      steps.some((other) =>
        other.dependencies.some(({ step, on }) => step === id && on === "error"),
      )
        ? []
        : [{ dependencies: [...dependencies, { step: id, back: true }], onError: "fail" }],
  },
  "a loop from before it": {
    finds: ["outside_loop"],
    mutate: (_, { dependencies }) =>
      dependencies.map(({ step }) => ({ dependencies: [...dependencies, { step, back: true }] })),
  },
  "a limit without a loop": {
    finds: ["not_a_loop"],
    mutate: (_, { dependencies }) =>
      dependencies.map((dependency, at) => ({
        dependencies: dependencies.with(at, { ...dependency, maxIterations: 3 }),
      })),
  },
  "a list that is none": {
    finds: ["expression"],
    mutate: (_, step) =>
      decides(step) ? [] : [{ forEach: { ...anyList, ...step.forEach, in: "12 + 1" } }],
  },
  "more instances awaited than there are": {
    finds: ["instances"],
    mutate: () => [{ forEach: { ...anyList, complete: { count: 3 } } }],
  },
  "an instance for each branch, and none that leads there": {
    finds: ["instances"],
    mutate: () => [{ join: "each", dependencies: [] }],
  },
  "a window that ends before nothing": {
    finds: ["window"],
    mutate: (_, step) => (decides(step) ? [] : [{ window: { before: "nowhere-at-all" } }]),
  },
  "a window that never opens": {
    finds: ["window"],
    mutate: ({ steps }, step) =>
      steps
        .filter((later) => !decides(step) && !reaches(steps, step.id, later.id))
        .flatMap((later) =>
          later.dependencies
            .filter((earlier) => earlier.step !== step.id)
            .map((earlier) => ({ window: { after: later.id, before: earlier.step } })),
        ),
  },
  "a compensation that waits": {
    finds: ["compensation"],
    mutate: () => [{ compensate: { uses: "wait.for", config: { seconds: 1 }, inputs: {} } }],
  },
  "a compensation that reads what comes later": {
    finds: ["not_before"],
    mutate: ({ steps }, { id }) =>
      steps
        .filter((later) => later.dependencies.some(({ step }) => step === id))
        .map((later) => {
          const value = `has(steps["${later.id}"])`;
          const outputs = { late: { type: "json", value: `${value} ? steps["${later.id}"] : 1` } };
          return { compensate: { uses: "data.transform", config: { outputs }, inputs: {} } };
        }),
  },
  "a compensation with an unknown input": {
    finds: ["unknown_input"],
    mutate: () => [
      { compensate: { uses: "review.confirm", config: {}, inputs: { quiteUnknown: "1" } } },
    ],
  },
  "a race against a step that has always won": {
    finds: ["dead_step"],
    mutate: (_, { dependencies }) => {
      const [only, ...others] = dependencies;
      return only && others.length === 0 ? [{ race: "won" }] : [];
    },
    also: ({ dependencies }) => ({ [dependencies[0]?.step ?? ""]: { race: "won" } }),
  },
  "a race of one": { finds: ["lone_member"], warns: true, mutate: () => [{ race: "alone" }] },
  "a group of one": { finds: ["lone_member"], warns: true, mutate: () => [{ exclusive: "alone" }] },
  "a deadline of what is done at once": {
    finds: ["useless_deadline"],
    warns: true,
    mutate: (_, { uses, forEach, join }) =>
      catalog.operations.get(uses)?.mode === "inline" && !forEach && join !== "each"
        ? [{ deadlineMs: 1_000 }]
        : [],
  },
  "a cancellation of nothing": {
    finds: ["unknown_cancel"],
    mutate: () => [{ cancels: ["nowhere-at-all"] }],
  },
  "a cancellation of itself": {
    finds: ["useless_cancel"],
    warns: true,
    mutate: (_, { id }) => [{ cancels: [id] }],
  },
  "a condition that cannot be read": {
    finds: ["expression"],
    mutate: () => [{ when: "inputs." }, { when: "1 + 1" }, { when: "has(steps.nowhere_at_all)" }],
  },
  "a condition on its own result": {
    finds: ["not_before"],
    mutate: (_, { id }) => [{ when: `has(steps["${id}"])` }],
  },
  "a branch that may not come": {
    finds: ["starving_join"],
    mutate: (_, { dependencies, onStarved }) =>
      dependencies.length > 1 && onStarved === "fail"
        ? [{ join: { count: dependencies.length } }]
        : [],
    also: ({ dependencies }) => ({ [dependencies[0]?.step ?? ""]: { when: "1 > 2" } }),
  },
  "a result that a person may skip": {
    finds: ["not_on_every_path"],
    mutate: () => [{ onError: "ask" }],
    around: ({ id }) => ({ outputs: { probe: `steps["${id}"]` } }),
  },
  "an end that is no step": {
    finds: ["exit_point"],
    mutate: () => [{}],
    around: () => ({ exitPoints: ["nowhere-at-all"] }),
  },
  "a start that is not named": {
    finds: ["entry_point"],
    mutate: () => [{}],
    around: () => ({ entryPoints: [] }),
  },
  "an input of a type that is not there": {
    finds: ["unknown_data_type"],
    mutate: () => [{}],
    around: () => ({ inputs: { odd: { type: "quite-unknown", optional: true } } }),
  },
  "an input of another name": {
    finds: ["unknown_input"],
    mutate: (_, { inputs }) => [{ inputs: { ...inputs, quiteUnknown: "1" } }],
  },
};

const anyList: NonNullable<StepDefinition["forEach"]> = {
  in: "[1, 2]",
  complete: "all",
  onInstanceError: "fail",
  open: false,
};

function decides({ uses, config }: StepDefinition): boolean {
  const outcomes = catalog.operations.get(uses)?.outcomes(parsed(uses, config)) ?? [];
  return outcomes.length > 0;
}

/** The step as one that starts a child run. */
function runs(config: StepDefinition["config"], inputs: StepDefinition["inputs"] = {}) {
  return { type: "integration", uses: "workflow.run", config, inputs } as const;
}

function asking(inputs: WorkflowDefinitionInput["inputs"], dependencies: string[] = []) {
  const step = { id: "confirm", name: "Confirm", uses: "review.confirm", dependencies };
  const steps = [{ ...step, type: "user_interaction" }];
  const about = { id: "inner", name: "Inner", version: "1.0.0", category: "test" };
  return JSON.parse(JSON.stringify({ ...about, inputs, steps }));
}

/** Whether one step comes before another. */
function reaches(steps: WorkflowDefinition["steps"], from: string, to: string): boolean {
  const at = steps.find(({ id }) => id === to);
  return from === to || (at?.dependencies.some(({ step }) => reaches(steps, from, step)) ?? false);
}

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

/** Every definition that the mutation makes of this one. */
export function mutantsOf(definition: WorkflowDefinition, mutation: Mutation): readonly Mutant[] {
  return definition.steps.flatMap((step, index) =>
    mutation.mutate(definition, step).map((change) => ({
      what: `${step.id}: ${JSON.stringify(change)}`,
      definition: {
        ...definition,
        steps: definition.steps
          .map((other) => ({ ...other, ...mutation.also?.(step)[other.id] }))
          .with(index, { ...step, ...change }),
        ...mutation.around?.(step),
      },
    })),
  );
}
