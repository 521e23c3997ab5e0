import { expect, test } from "vitest";

import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import type { DiagnosticCode } from "#lib/engine/definition/diagnostic.ts";
import { applyQuickFix } from "#lib/engine/definition/quick-fix.ts";
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
const pick = (id: string, more: Partial<Step> = {}): Step =>
  sampleStep(id, {
    type: "decision",
    uses: "sample.pick",
    config: { options: ["again", "good"] },
    ...more,
  });
const back = (step: string, on?: string) => ({ step, ...(on && { on }), back: true as const });

const problemsOf = (document: unknown) => validateDefinition(document, sampleCatalog).problems;
const codes = (...steps: Step[]) => problemsOf(sampleDefinition(steps)).map(({ code }) => code);
const reads = (source: string, more: Partial<Step> = {}): Partial<Step> => ({
  config: { takes: { value: "json" } },
  inputs: { value: source },
  ...more,
});

const mistakes: [string, "error" | "warning", DiagnosticCode, RegExp, Step[]][] = [
  [
    "a loop from beside",
    "error",
    "outside_loop",
    /"side" leads back to "draft", but does not follow from it/u,
    [ask("side"), ask("draft", { dependencies: [back("side")] })],
  ],
  [
    "a limit without a loop",
    "error",
    "not_a_loop",
    /"b" sets maxIterations on a dependency that does not lead back/u,
    [ask("a"), ask("b", { dependencies: [{ step: "a", maxIterations: 3 }] })],
  ],
  [
    "a loop without a way out",
    "error",
    "endless_loop",
    /"judge" leads back to "draft" in every case, so this loop never ends/u,
    [ask("draft", { dependencies: [back("judge")] }), pick("judge", { dependencies: ["draft"] })],
  ],
  [
    "a loop in which nothing can change",
    "warning",
    "unchanging_loop",
    /it always runs to its limit/u,
    [
      sampleStep("draft", { dependencies: [back("judge", "x")] }),
      sampleStep("judge", {
        type: "decision",
        uses: "sample.choose",
        config: { rules: [{ when: "inputs.flag > 2", outcome: "x" }], otherwise: "y" },
        dependencies: ["draft"],
      }),
    ],
  ],
  [
    "a cycle by a decision",
    "error",
    "cycle",
    /Make it a loop/u,
    [
      ask("start"),
      ask("draft", { dependencies: ["start", { step: "judge", on: "again" }] }),
      pick("judge", { dependencies: ["draft"] }),
    ],
  ],
  [
    "a misspelt step to cancel",
    "error",
    "unknown_cancel",
    /"stop" cancels "wrok", but there is no such step. Did you mean "work"/u,
    [ask("stop", { cancels: ["wrok"] }), ask("work")],
  ],
  [
    "a step that cancels itself",
    "warning",
    "useless_cancel",
    /"stop" cancels itself, which does nothing/u,
    [ask("stop", { cancels: ["stop"] })],
  ],
  [
    "a step that cancels what it waited for",
    "warning",
    "useless_cancel",
    /"stop" cancels "work", which does nothing: it has always ended before/u,
    [ask("work"), ask("stop", { cancels: ["work"], dependencies: ["work"] })],
  ],
  [
    "a race of one",
    "warning",
    "lone_member",
    /alone in the race "r", so it always wins/u,
    [ask("only", { race: "r" })],
  ],
  [
    "an exclusive group of one",
    "warning",
    "lone_member",
    /alone in the exclusive group "g"/u,
    [ask("only", { exclusive: "g" })],
  ],
  [
    "a race lost before it begins",
    "error",
    "dead_step",
    /"late" can never run: "early" always comes first in its race/u,
    [ask("early", { race: "r" }), ask("late", { race: "r", dependencies: ["early"] })],
  ],
  [
    "a result that a race may take away",
    "error",
    "not_on_every_path",
    /If "b" comes first|If "a" does not come first/u,
    [
      ask("a", { race: "r" }),
      ask("b", { race: "r" }),
      sampleStep("end", reads("steps.a.profile", { dependencies: ["a", "b"] })),
    ],
  ],
  [
    "a result that may be cancelled",
    "error",
    "not_on_every_path",
    /If "work" is withdrawn/u,
    [
      ask("work"),
      ask("stop", { cancels: ["work"] }),
      sampleStep("end", reads("steps.work.profile", { dependencies: ["work", "stop"] })),
    ],
  ],
  [
    "a result of a branch that a race overtakes",
    "error",
    "not_on_every_path",
    /steps\.slow\.profile has no value/u,
    [
      ask("slow"),
      ask("a", { race: "r", dependencies: ["slow"] }),
      ask("b", { race: "r" }),
      sampleStep("end", reads("steps.slow.profile", { dependencies: ["a", "b"] })),
    ],
  ],
  [
    "a result of the iteration before",
    "error",
    "not_before",
    /"judge" does not come before "draft"/u,
    [
      ask("draft", reads("steps.judge.profile", { dependencies: [back("judge", "again")] })),
      pick("judge", { dependencies: ["draft"] }),
    ],
  ],
  [
    "a count that only the first iteration reaches",
    "error",
    "starving_join",
    /"outside" counted in an earlier round only/u,
    [
      ask("outside"),
      ask("draft", { dependencies: [back("judge", "again")] }),
      sampleStep("join", { join: { count: 2 }, dependencies: ["draft", "outside"] }),
      pick("judge", { dependencies: ["join"] }),
    ],
  ],
];

test.each(mistakes)("%s is found", (_, severity, code, message, steps) => {
  const document = sampleDefinition(steps, { inputs: { flag: { type: "number" } } });
  const found = problemsOf(document).filter((problem) => problem.code === code);
  expect(found.map((problem) => problem.message).join("\n")).toMatch(message);
  expect(found[0]?.severity).toBe(severity);
});

test.each(mistakes.filter(([, , code]) => !["unchanging_loop", "not_before"].includes(code)))(
  "%s is repaired by its quick fixes",
  (_, _severity, code, _message, steps) => {
    let document: unknown = sampleDefinition(steps, { inputs: { flag: { type: "number" } } });
    for (let iteration = 0; iteration < 4; iteration++) {
      const fix = problemsOf(document).find((problem) => problem.fix)?.fix;
      if (fix) document = applyQuickFix(document, fix);
    }
    expect(validateDefinition(document, sampleCatalog).ok).toBe(true);
    expect(problemsOf(document).map((problem) => problem.code)).not.toContain(code);
  },
);

test("a loop by a decision, with all that follows it, has no problems", () => {
  expect(
    codes(
      ask("draft", { dependencies: [back("judge", "again")] }),
      ask("beside", { dependencies: ["draft"] }),
      pick("judge", { dependencies: ["draft"] }),
      ask("publish", { dependencies: [{ step: "judge", on: "good" }] }),
      // Reached in the last iteration only, when the decision has led on.
      sampleStep("end", reads("steps.publish.profile", { dependencies: ["publish", "beside"] })),
    ),
  ).toEqual([]);
});

test("a step may lead back to itself", () => {
  expect(codes(pick("more", { dependencies: [back("more", "again")] }))).toEqual([]);
});

test("the outputs of a workflow are read after the last iteration", () => {
  const steps = [
    ask("draft", { dependencies: [back("judge", "again")] }),
    pick("judge", { dependencies: ["draft"] }),
    ask("publish", { dependencies: [{ step: "judge", on: "good" }] }),
  ];
  const outputs = { age: "steps.publish.profile.age" };
  expect(problemsOf(sampleDefinition(steps, { outputs }))).toEqual([]);
});

test("of a race, one member's result is always there", () => {
  const takes = { config: { takes: { profile: "profile" } } };
  const race = [ask("a", { race: "r" }), ask("b", { race: "r" })];
  const end = sampleStep("end", { ...takes, dependencies: ["a", "b"] });
  expect(codes(...race, end)).toEqual([]);
  expect(
    codes(
      ...race,
      sampleStep("end", {
        when: "has(steps.a)",
        ...reads("steps.a.profile"),
        dependencies: ["a", "b"],
      }),
    ),
  ).toEqual([]);
});

test("what is cancelled leaves the canceller's result", () => {
  const steps = [
    ask("work"),
    ask("stop", { cancels: ["work"] }),
    sampleStep("end", reads("steps.stop.profile", { dependencies: ["work", "stop"] })),
  ];
  expect(codes(...steps)).toEqual([]);
});

test("what an earlier iteration cancelled stays cancelled, although its canceller does not run in this one", () => {
  const gives = { config: { gives: { s: "schedule" } } };
  const found = codes(
    ask("work", gives),
    pick("draft", { dependencies: [back("judge", "again")] }),
    ask("stop", { ...gives, cancels: ["work"], dependencies: [{ step: "draft", on: "again" }] }),
    pick("judge", { dependencies: ["draft", "stop"] }),
    sampleStep("end", {
      config: { takes: { s: "schedule" } },
      dependencies: ["work", "stop", { step: "judge", on: "good" }],
    }),
  );
  expect(found).toContain("not_on_every_path");
});

test("a race whose members do not start over together may be won again", () => {
  const found = codes(
    ask("outside", { race: "r" }),
    ask("draft", { dependencies: [back("judge", "again")] }),
    ask("inside", { race: "r", dependencies: ["draft"] }),
    pick("judge", { dependencies: ["draft", "inside"] }),
    ask("both", {
      when: "has(steps.outside) && has(steps.inside)",
      dependencies: ["outside", "inside"],
    }),
  );
  expect(found).not.toContain("dead_step");
});

test("a loop that is entered behind its first step may begin that step without what leads to it", () => {
  const problems = problemsOf(
    sampleDefinition([
      pick("enter"),
      pick("first", {
        config: { options: ["again", "good"], gives: { profile: "profile" } },
        dependencies: [{ step: "enter", on: "good" }],
      }),
      ask("a", {
        ...reads("steps.first.profile"),
        join: "any",
        dependencies: [
          { step: "first", on: "again" },
          { step: "first", on: "good" },
          back("b", "again"),
        ],
      }),
      pick("b", { join: "any", dependencies: [{ step: "enter", on: "again" }, "a"] }),
    ]),
  );
  expect(problems.map(({ message }) => message)).toEqual([
    expect.stringMatching(/If a loop starts "a" over and "enter" says again, "first" has not run/u),
  ]);
});
