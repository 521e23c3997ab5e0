import { expect, test } from "vitest";

import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import type { DiagnosticCode } from "#lib/engine/definition/diagnostic.ts";
import { applyQuickFix } from "#lib/engine/definition/quick-fix.ts";
import { sampleCatalog, sampleDefinition, sampleStep } from "#tests/support/definitions.ts";

import { validateDefinition } from "./validate-definition.ts";

type Step = WorkflowDefinitionInput["steps"][number];

const problemsOf = (document: unknown) => validateDefinition(document, sampleCatalog).problems;
const gives = { gives: { profile: "profile" } };
const ask = (id: string, more: Partial<Step> = {}): Step =>
  sampleStep(id, { type: "data_collection", uses: "sample.ask", config: gives, ...more });
const reads = (source: string): Partial<Step> => ({
  config: { takes: { value: "json" }, ...gives },
  inputs: { value: source },
});
const after = (source: string): Step =>
  sampleStep("after", { ...reads(source), dependencies: ["each"] });

const mistakes: [string, DiagnosticCode, RegExp, Step[]][] = [
  [
    "a list that is none",
    "expression",
    /"each", its list: inputs.n does not fit here: it is a number, and a list is needed/u,
    [ask("each", { forEach: { in: "inputs.n" } })],
  ],
  [
    "an item where there is none",
    "expression",
    /item and index are known only in a step that is done for each item of a list/u,
    [ask("plain", reads("item.age"))],
  ],
  [
    "an item in the list itself",
    "expression",
    /item and index are what this list is made of/u,
    [ask("each", { forEach: { in: "[item]" } })],
  ],
  [
    "an item that has no such name",
    "expression",
    /has no "agee"\. Did you mean "age"\?/u,
    [
      ask("first", { forEach: { in: "[1, 2]" } }),
      ask("each", {
        ...reads("item.profile.agee"),
        forEach: { in: "steps.first.results" },
        dependencies: ["first"],
      }),
    ],
  ],
  [
    "an item that is compared with what it never is",
    "expression",
    /is never "boat"; it is one of "house", "pension"/u,
    [
      ask("first", { forEach: { in: "[1, 2]" } }),
      ask("each", {
        when: "item.profile.goal == 'boat'",
        forEach: { in: "steps.first.results" },
        dependencies: ["first"],
      }),
    ],
  ],
  [
    "an item used as what it is not",
    "expression",
    /"each", its condition: This condition must be yes or no, but item is a number/u,
    [ask("each", { when: "item", forEach: { in: "[1, 2]" } })],
  ],
  [
    "one result where there are many",
    "expression",
    /steps\.each has no "profile"; it has results, failures/u,
    [ask("each", { forEach: { in: "[1, 2]" } }), after("steps.each.profile")],
  ],
  [
    "results that nobody waited for",
    "expression",
    /steps\.each has no "results"/u,
    [ask("each", { forEach: { in: "[1, 2]", complete: "none" } }), after("steps.each.results")],
  ],
  [
    "an outcome of many decisions",
    "unknown_outcome",
    /waits for "each" to say "x", which it never does: it has just one way to complete/u,
    [
      sampleStep("each", {
        type: "decision",
        uses: "sample.pick",
        config: { options: ["x", "y"] },
        forEach: { in: "[1, 2]" },
      }),
      ask("next", { dependencies: [{ step: "each", on: "x" }] }),
    ],
  ],
  [
    "an instance for each branch and each item",
    "instances",
    /"each" is done for each branch that leads to it and for each item of a list/u,
    [ask("a"), ask("each", { join: "each", forEach: { in: "[1]" }, dependencies: ["a"] })],
  ],
  [
    "an instance for each of no branches",
    "instances",
    /but none does\. Name the steps it depends on/u,
    [ask("each", { join: "each" })],
  ],
  [
    "a loop back to one instance for each branch",
    "instances",
    /A loop leads back to "each", which is done for each branch that leads to it/u,
    [
      ask("a"),
      ask("each", {
        join: "each",
        dependencies: ["a", { step: "judge", on: "x", back: true }],
      }),
      sampleStep("judge", {
        type: "decision",
        uses: "sample.pick",
        config: { options: ["x", "y"] },
        dependencies: ["each"],
      }),
    ],
  ],
  [
    "an open list that nobody waits for",
    "instances",
    /"each" goes on at once, so nobody waits for what is added to its list/u,
    [ask("each", { forEach: { in: "[1]", open: true, complete: "none" } })],
  ],
  [
    "more completions than items",
    "instances",
    /"each" waits for 3 instances, but its list has 2 items/u,
    [ask("each", { forEach: { in: "[1, 2]", complete: { count: 3 } } })],
  ],
  [
    "a failure that nobody is told of",
    "instances",
    /does not hear of an instance that fails later/u,
    [
      sampleStep("each", {
        type: "integration",
        uses: "sample.fetch",
        config: gives,
        forEach: { in: "[1]", complete: "none" },
      }),
      ask("sorry", { dependencies: [{ step: "each", on: "error" }] }),
      ask("next", { dependencies: ["each"] }),
    ],
  ],
];

test.each(mistakes)(
  "%s is found, named, and mended where there is a way",
  (_, code, said, steps) => {
    const document = sampleDefinition(steps, { inputs: { n: { type: "number" } } });
    const found = problemsOf(document);
    expect(found.map((problem) => problem.code)).toEqual([code]);
    expect(found[0]?.message).toMatch(said);
    if (!found[0]?.fix) return;
    expect(problemsOf(applyQuickFix(document, found[0].fix)).map(({ message }) => message)).toEqual(
      [],
    );
  },
);

test("every mistake of instances offers a way out", () => {
  const own = mistakes.filter(([, code]) => code === "instances");
  expect(own.length).toBeGreaterThan(5);
  for (const [, , , steps] of own) {
    expect(problemsOf(sampleDefinition(steps))[0]?.fix).toBeDefined();
  }
});

const fine: [string, Step[]][] = [
  [
    "a list of what others gave, typed through and through",
    [
      ask("first", { forEach: { in: "[1, 2]" } }),
      ask("each", {
        config: { takes: { profile: "profile", n: "number" }, ...gives },
        inputs: { profile: "item.profile", n: "item.profile.age + index" },
        when: "item.profile.goal == 'house' && index < 5",
        forEach: { in: "steps.first.results.filter(one, one.profile.age > 30)" },
        validationRules: { old: { check: "output.profile.age >= index", message: "Too young." } },
        dependencies: ["first"],
      }),
      after("steps.each.results.map(one, one.profile.age)"),
    ],
  ],
  [
    "what failed, by number",
    [
      ask("each", { forEach: { in: "[1]", onInstanceError: "collect" } }),
      after("steps.each.failures.map(one, one.index + size(one.message))"),
    ],
  ],
  [
    "an instance for each branch, and after them what all of them gave",
    [
      ask("a"),
      ask("b"),
      ask("each", { ...reads("item.profile.goal"), join: "each", dependencies: ["a", "b"] }),
      after("[steps.a.profile.age, steps.b.profile.age, steps.each.results[0].profile.age]"),
    ],
  ],
];

test.each(fine)("%s", (_, steps) => {
  expect(problemsOf(sampleDefinition(steps)).map(({ message }) => message)).toEqual([]);
});

test("an instance for each branch may not read a branch that has yet to come", () => {
  const steps = [
    ask("a"),
    ask("b"),
    ask("each", { ...reads("steps.b.profile"), join: "each", dependencies: ["a", "b"] }),
  ];
  expect(problemsOf(sampleDefinition(steps)).map(({ code }) => code)).toEqual([
    "not_on_every_path",
  ]);
});

test("what earlier iterations gave is a list, of whichever step", () => {
  const document = (source: string) =>
    sampleDefinition([
      ask("draft", { dependencies: [{ step: "judge", on: "again", back: true }] }),
      sampleStep("judge", {
        type: "decision",
        uses: "sample.pick",
        config: { options: ["again", "good"] },
        dependencies: ["draft"],
      }),
      sampleStep("end", { ...reads(source), dependencies: [{ step: "judge", on: "good" }] }),
    ]);
  const said = (source: string) => problemsOf(document(source)).map(({ message }) => message);
  expect(said("history.draft.map(one, one.profile.age)")).toEqual([]);
  expect(said("size(history.judge) + size(history.end)")).toEqual([]);
  expect(said("history.draf.map(one, one)")[0]).toMatch(/no step "draf"\. Did you mean "draft"\?/u);
  expect(said("history.draft.profile")[0]).toMatch(/history\.draft has no "profile"/u);
});
