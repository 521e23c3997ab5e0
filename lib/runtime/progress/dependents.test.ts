import { expect, test } from "vitest";

import { workflowDefinition } from "#lib/engine/definition/definition.ts";
import { compile } from "#lib/engine/plan/compile.ts";
import { type StepState, untouched } from "#lib/engine/state/state.ts";
import { type WorkingState, workingStateFrom } from "#lib/engine/state/working-state.ts";
import { testCatalog } from "#tests/support/test-catalog.ts";

import { answeredBefore, canSkip, dependentsOf } from "./dependents.ts";
import { nextStep } from "./next-step.ts";

const plan = compile(
  workflowDefinition.parse({
    id: "plan",
    name: "Plan",
    version: "1.0.0",
    category: "test",
    steps: [
      { id: "goal", name: "Goal", type: "data_collection", uses: "test.ask" },
      { id: "aside", name: "Aside", type: "data_collection", uses: "test.ask" },
      { id: "sum", name: "Sum", type: "transformation", uses: "test.add", dependencies: ["goal"] },
      { id: "words", name: "Words", type: "ai_generated", uses: "test.job", dependencies: ["sum"] },
      {
        id: "save",
        name: "Save",
        type: "user_interaction",
        uses: "test.approve",
        dependencies: ["sum", "words"],
      },
    ],
  }),
  testCatalog,
);

function run(statuses: Record<string, Partial<StepState>>): WorkingState {
  return workingStateFrom(plan, {
    status: "running",
    inputs: {},
    revision: 9,
    outputs: null,
    error: null,
    deadlineAt: null,
    ending: null,
    signals: {},
    sharedRevision: 0,
    steps: plan.steps.map(({ id }) => ({ ...untouched, ...statuses[id] })),
  });
}

const done = { status: "completed", output: {} } as const;
const step = (id: string) => plan.steps[plan.indexOf.get(id)!]!;
const ids = (steps: readonly { id: string }[]) => steps.map(({ id }) => id);
const waiting = { status: "waiting", waitingFor: "form" } as const;

test("changing an answer sets aside the results that follow from it, and no others", () => {
  const work = run({ goal: done, aside: done, sum: done, words: done, save: waiting });
  expect(ids(dependentsOf(work, step("goal")))).toEqual(["sum", "words"]);
  expect(ids(dependentsOf(work, step("aside")))).toEqual([]);
});

test("a step may be skipped where what follows it has another way to start", () => {
  const work = run({ goal: done, aside: done, sum: done });
  expect(canSkip(work, step("words"))).toBe(true);
  expect(canSkip(work, step("sum"))).toBe(false);
});

test("an outcome rests on the answers before it, not on those beside it", () => {
  const work = run({ goal: done, aside: done, sum: done });
  expect(ids(answeredBefore(work, step("words")))).toEqual(["goal"]);
});

test("a run goes on where a person is needed, else where something is under way, else nowhere", () => {
  const running = { status: "running" } as const;
  expect(nextStep(run({ goal: running, aside: waiting }))?.address).toBe("aside");
  expect(nextStep(run({ goal: done, aside: done, sum: done, words: running }))?.address).toBe(
    "words",
  );
  expect(nextStep(run({ goal: done }))).toBeNull();
});
