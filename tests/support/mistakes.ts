import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import type { DiagnosticCode } from "#lib/engine/definition/diagnostic.ts";
import { guidedSample, sampleDefinition, sampleStep } from "#tests/support/definitions.ts";

type Step = WorkflowDefinitionInput["steps"][number];

/** The guided sample with one step changed. */
function changed(id: string, change: Partial<Step>): WorkflowDefinitionInput {
  const steps = guidedSample.steps.map((step) => (step.id === id ? { ...step, ...change } : step));
  return { ...guidedSample, steps };
}

function configOf(id: string): NonNullable<Step["config"]> {
  return guidedSample.steps.find((step) => step.id === id)?.config ?? {};
}

const twoRoutes = (steps: Step[]): WorkflowDefinitionInput =>
  sampleDefinition([...guidedSample.steps.slice(0, 5), ...steps], {
    inputs: guidedSample.inputs,
  });

/** Mistakes of authors: what is wrong, the code, the workflow, what the message says, and whether there is a fix. */
export const mistakes: [
  string,
  DiagnosticCode,
  WorkflowDefinitionInput,
  RegExp,
  "fixed" | "no fix",
][] = [
  [
    "a misspelt operation",
    "unknown_operation",
    changed("risk", { uses: "sample.wrok" }),
    /"Risk check" uses "sample.wrok".* Did you mean sample\.work/u,
    "fixed",
  ],
  [
    "another type than the operation's",
    "wrong_step_type",
    changed("risk", { type: "validation" }),
    /"Risk check" says it is validation/u,
    "fixed",
  ],
  [
    "a config that does not fit",
    "config",
    changed("route", { config: { rules: 3 } }),
    /"How careful" does not fit at rules: A list is needed/u,
    "no fix",
  ],
  [
    "an id used twice",
    "duplicate_step",
    changed("approve", { id: "risk", dependencies: ["weights"] }),
    /id of its own/u,
    "fixed",
  ],
  [
    "a misspelt dependency",
    "unknown_dependency",
    changed("risk", { dependencies: ["profle"] }),
    /depends on "profle".*Did you mean "profile"/u,
    "fixed",
  ],
  [
    "a dependency on nothing like it",
    "unknown_dependency",
    changed("approve", { dependencies: ["weights", "zzzzzz"] }),
    /Remove the dependency/u,
    "fixed",
  ],
  [
    "a dependency on itself",
    "self_dependency",
    changed("risk", { dependencies: ["profile", "risk"] }),
    /depends on itself/u,
    "fixed",
  ],
  [
    "the same dependency twice",
    "duplicate_dependency",
    changed("risk", { dependencies: ["profile", "profile"] }),
    /twice/u,
    "fixed",
  ],
  [
    "steps that wait for one another",
    "cycle",
    changed("risk", { dependencies: ["profile", "weights"] }),
    /"Risk check" → "How careful" → .* → "Risk check": these steps wait/u,
    "fixed",
  ],
  [
    "an outcome nobody has",
    "unknown_outcome",
    changed("ladder", { dependencies: [{ step: "route", on: "carefull" }] }),
    /waits for "How careful" to say "carefull"/u,
    "fixed",
  ],
  [
    "an outcome of a step that has none",
    "unknown_outcome",
    changed("approve", { dependencies: [{ step: "weights", on: "done" }] }),
    /just one way to complete/u,
    "fixed",
  ],
  [
    "a misspelt input",
    "unknown_input",
    changed("weights", { inputs: { amonut: "inputs.amount" } }),
    /no input "amonut".*"amount"/u,
    "fixed",
  ],
  [
    "an input nothing provides",
    "missing_input",
    changed("weights", { inputs: {} }),
    /"Choose weights" needs "amount"/u,
    "fixed",
  ],
  [
    "an input only a step beside it provides",
    "missing_input",
    changed("risk", { dependencies: [] }),
    /Let it wait for "About you"/u,
    "fixed",
  ],
  [
    "a value of another type",
    "type_clash",
    changed("risk", { inputs: { profile: "inputs.amount" } }),
    /does not fit here: it is a number, and an object is needed/u,
    "no fix",
  ],
  [
    "a value that means something else",
    "type_clash",
    changed("ladder", { inputs: { assessment: "steps.profile.profile" } }),
    /is of type "profile", and "assessment" is needed/u,
    "fixed",
  ],
  [
    "an expression that cannot be read",
    "expression",
    changed("approve", { when: "inputs.amount >" }),
    /"Check and save", its condition: .*at the end/u,
    "no fix",
  ],
  [
    "a condition that is a number",
    "expression",
    changed("approve", { when: "inputs.amount + 1" }),
    /must be yes or no/u,
    "no fix",
  ],
  [
    "a misspelt field",
    "expression",
    changed("approve", { when: "steps.profile.profile.gaol == 'house'" }),
    /has no "gaol". Did you mean "goal"/u,
    "fixed",
  ],
  [
    "a misspelt step in an expression",
    "expression",
    changed("approve", { when: "steps.profil.profile.goal == 'house'" }),
    /there is no step "profil"/u,
    "fixed",
  ],
  [
    "an unknown input of the workflow",
    "expression",
    changed("approve", { when: "inputs.amuont > 3" }),
    /inputs has no "amuont"/u,
    "fixed",
  ],
  [
    "a value its type never has",
    "expression",
    changed("approve", { when: "steps.profile.profile.goal == 'boat'" }),
    /is never "boat"; it is one of "house", "pension"/u,
    "no fix",
  ],
  [
    "text compared with a number",
    "expression",
    changed("approve", { when: "steps.profile.profile.age == 'old'" }),
    /number == text is not possible/u,
    "no fix",
  ],
  [
    "a misspelt field of a list's items",
    "expression",
    changed("approve", { when: "steps.risk.assessment.reasons.exists(r, r.wieght > 1)" }),
    /"wieght" is missing/u,
    "no fix",
  ],
  [
    "a field that may be missing",
    "expression",
    changed("approve", { when: "steps.profile.profile.savings > 5" }),
    /may be missing. Write coalesce/u,
    "no fix",
  ],
  [
    "a rule over a field the result has not",
    "expression",
    changed("risk", {
      validationRules: { a: { check: "output.assesment.level > 1", message: "m" } },
    }),
    /output has no "assesment"/u,
    "fixed",
  ],
  [
    "the result under test outside a rule",
    "expression",
    changed("approve", { when: "output.level > 1" }),
    /only validation rules have it/u,
    "no fix",
  ],
  [
    "a value read before it is there",
    "not_before",
    changed("route", { dependencies: ["profile"] }),
    /"Risk check" does not come before "How careful"/u,
    "fixed",
  ],
  [
    "a value read from a later step",
    "not_before",
    changed("risk", { when: "steps.weights.weights == 3" }),
    /does not come before/u,
    "no fix",
  ],
  [
    "a decision that may decide nothing",
    "not_exhaustive",
    changed("route", {
      config: {
        rules: [
          { when: "steps.risk.assessment.level <= 2", outcome: "careful" },
          { when: "steps.risk.assessment.level > 3", outcome: "growth" },
        ],
      },
    }),
    /If none of the rules of "How careful" holds/u,
    "fixed",
  ],
  [
    "an outcome that leads nowhere",
    "dead_end",
    changed("route", {
      config: {
        ...configOf("route"),
        rules: [
          { when: "inputs.amount < 5", outcome: "stop" },
          { when: "steps.risk.assessment.level <= 2", outcome: "careful" },
        ],
      },
    }),
    /If "How careful" says stop, nothing follows/u,
    "fixed",
  ],
  [
    "more branches awaited than there are",
    "impossible_join",
    changed("weights", { join: { count: 3 } }),
    /waits for 3 branches, but only 2 lead to it/u,
    "fixed",
  ],
  [
    "branches that exclude each other, all awaited",
    "dead_step",
    changed("weights", { join: { count: 2 } }),
    /"Choose weights" can never run/u,
    "no fix",
  ],
  [
    "a branch that may not come",
    "starving_join",
    twoRoutes([
      sampleStep("end", {
        name: "The end",
        join: { count: 2 },
        dependencies: ["risk", "ladder"],
      }),
    ]),
    /If "How careful" says growth, fewer than the 2 branches that "The end" waits for arrive/u,
    "fixed",
  ],
  [
    "a value that one way does not bring",
    "not_on_every_path",
    twoRoutes([
      sampleStep("end", {
        name: "The end",
        config: { takes: { months: "number" } },
        inputs: { months: "steps.ladder.schedule.months" },
        dependencies: ["ladder", "atonce"],
      }),
    ]),
    /If "How careful" says growth, "Spread over months" has not run, so steps\.ladder\.schedule\.months has no value\. Write coalesce\(steps\.ladder\.schedule\.months, …\)/u,
    "fixed",
  ],
  [
    "an input that one way does not bring",
    "not_on_every_path",
    changed("weights", { dependencies: ["ladder", "route"] }),
    /If "How careful" says growth, "Spread over months" does not provide it before "Choose weights" starts/u,
    "fixed",
  ],
  [
    "a value that a first-come branch does not wait for",
    "not_on_every_path",
    sampleDefinition([
      sampleStep("a", { config: { gives: { schedule: "schedule" } } }),
      sampleStep("b"),
      sampleStep("end", {
        join: "any",
        config: { takes: { schedule: "schedule" } },
        dependencies: ["a", "b"],
      }),
    ]),
    /"a" does not provide it before "end" starts/iu,
    "fixed",
  ],
  [
    "a result that may have been skipped",
    "not_on_every_path",
    changed("risk", { onError: "ask" }),
    /If "Risk check" is skipped/u,
    "no fix",
  ],
  [
    "an output of the workflow that one way does not bring",
    "not_on_every_path",
    { ...guidedSample, outputs: { months: "steps.ladder.schedule.months" } },
    /Output months: If "How careful" says growth, "Spread over months" does not run/u,
    "no fix",
  ],
  [
    "a condition that excludes itself",
    "dead_step",
    changed("approve", { when: "inputs.amount > 3 && inputs.amount <= 3" }),
    /its condition never holds/u,
    "fixed",
  ],
  [
    "an entry point that waits",
    "entry_point",
    { ...guidedSample, entryPoints: ["profile", "risk"] },
    /named as an entry point, but it waits/u,
    "fixed",
  ],
  [
    "a start that is not named",
    "entry_point",
    { ...guidedSample, entryPoints: [] },
    /"About you" waits for nothing/u,
    "fixed",
  ],
  [
    "an exit point that is no step",
    "exit_point",
    { ...guidedSample, exitPoints: ["approve", "save"] },
    /no such step/u,
    "fixed",
  ],
  [
    "a misspelt data type",
    "unknown_data_type",
    { ...guidedSample, inputs: { amount: { type: "nubmer" } } },
    /unknown data type "nubmer"/u,
    "fixed",
  ],
];
