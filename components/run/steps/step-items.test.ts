import { expect, test } from "vitest";

import { workflowDefinition } from "#lib/engine/definition/definition.ts";
import { compile } from "#lib/engine/plan/compile.ts";
import {
  type ExecutionState,
  type PartState,
  type StepState,
  untouched,
} from "#lib/engine/state/state.ts";
import { type WorkingState, workingStateFrom } from "#lib/engine/state/working-state.ts";
import { testCatalog } from "#tests/support/test-catalog.ts";

import { progressText } from "./progress.ts";
import { completedText, instanceItems, openWindows, stepItems } from "./step-items.ts";

const plan = compile(
  workflowDefinition.parse({
    id: "plan",
    name: "Plan",
    version: "1.0.0",
    category: "test",
    steps: [
      { id: "you", name: "About you", type: "data_collection", uses: "test.ask" },
      {
        id: "prices",
        name: "Prices",
        type: "integration",
        uses: "test.job",
        dependencies: ["you"],
      },
      {
        id: "more",
        name: "More",
        type: "data_collection",
        uses: "test.ask",
        dependencies: ["you"],
      },
      {
        id: "words",
        name: "Why",
        type: "ai_generated",
        uses: "test.draft",
        dependencies: ["prices", "more"],
      },
      {
        id: "save",
        name: "Save",
        type: "user_interaction",
        uses: "test.approve",
        dependencies: ["words"],
      },
    ],
  }),
  testCatalog,
);

function run(
  steps: Record<string, Partial<StepState>>,
  status: ExecutionState["status"] = "running",
): WorkingState {
  return workingStateFrom(plan, {
    status,
    inputs: {},
    sharedRevision: 0,
    revision: 9,
    outputs: null,
    error: null,
    deadlineAt: null,
    ending: null,
    signals: {},
    steps: plan.steps.map(({ id }) => ({ ...untouched, ...steps[id] })),
  });
}

const clock = { zone: "Asia/Singapore", now: Date.UTC(2026, 10, 22, 14) };
const answered = { status: "completed", output: {} } as const;
const asked = { status: "waiting", waitingFor: "form" } as const;

test("each step says how it stands, and one that cannot start yet what it needs", () => {
  const items = stepItems(
    run({ you: answered, prices: { status: "running" }, more: asked }),
    clock,
  );
  expect(items.map(({ id, group, state, hint, opens }) => [id, group, state, hint, opens])).toEqual(
    [
      ["you", "Completed", "completed", undefined, true],
      ["prices", "Running", "running", undefined, true],
      ["more", "Ready now", "ready", undefined, true],
      ["words", "Cannot start yet", "pending", "Needs: Prices, More", false],
      ["save", "Cannot start yet", "pending", "Needs: Why", false],
    ],
  );
  expect(completedText(items)).toBe("1 of 5 completed");
});

test("a text to judge needs the person, a failure says what happened, a retry says until when", () => {
  const error = { code: "x", message: "No prices.", retryable: true };
  const items = stepItems(
    run({
      you: { status: "waiting", waitingFor: "retry", dueAt: Date.UTC(2026, 10, 22, 18, 5) },
      prices: { status: "waiting", waitingFor: "failure", error },
      words: { status: "waiting", waitingFor: "proposal" },
    }),
    clock,
  );
  expect(items[0]).toMatchObject({
    state: "waiting",
    label: "Waiting until 23 November 02:05",
  });
  expect(items[1]).toMatchObject({ group: "Ready now", state: "failed", hint: "No prices." });
  expect(items[3]).toMatchObject({ group: "Ready now", state: "needsYou" });
});

test("while a run is paused, what was open is paused too", () => {
  const items = stepItems(run({ you: answered, more: asked }, "paused"), clock);
  expect(items.map(({ state }) => state)).toEqual([
    "completed",
    "pending",
    "paused",
    "pending",
    "pending",
  ]);
});

test("an instance is known by what it was made for; a question with a window says how long it is open", () => {
  const multiInstance = compile(
    workflowDefinition.parse({
      id: "plan",
      name: "Plan",
      version: "1.0.0",
      category: "test",
      steps: [
        {
          id: "each",
          name: "Each",
          type: "data_collection",
          uses: "test.ask",
          forEach: { in: "['Shares', 'Bonds']" },
        },
        { id: "end", name: "End", type: "data_collection", uses: "test.ask" },
        {
          id: "remark",
          name: "Remark",
          type: "data_collection",
          uses: "test.ask",
          window: { before: "end" },
        },
      ],
    }),
    testCatalog,
  );
  const failed = {
    status: "failed",
    error: { code: "x", message: "No.", retryable: false },
  } as const;
  const parts = (...items: string[]) =>
    new Map<string, PartState>(
      items.map((item, i) => [String(i), { ...untouched, ...asked, item }]),
    );
  const each = parts("Shares", "Bonds");
  each.set("1", { ...each.get("1")!, ...failed });
  const work = workingStateFrom(multiInstance, {
    ...run({}).state,
    steps: [
      { ...untouched, status: "running", parts: each },
      untouched,
      { ...untouched, ...asked, parts: parts("", "") },
    ],
  });
  const hints = instanceItems(work, multiInstance.steps[0]!, clock).map(({ hint }) => hint);
  expect(hints).toEqual(["Shares", "Bonds: No."]);
  expect(stepItems(work, clock)[2]?.hint).toBe("Open until “End” begins, answered 2 times");
  expect(openWindows(work, clock)).toEqual([stepItems(work, clock)[2]]);
  const closed = { ...untouched, status: "completed" } as const;
  const ended = workingStateFrom(multiInstance, { ...work.state, steps: [closed, closed, closed] });
  expect(openWindows(ended, clock)).toEqual([]);
});

test("progress counts the steps a person sees, without those that are not needed", () => {
  const at = (id: string) => plan.steps[plan.indexOf.get(id)!]!;
  expect(progressText(run({}), at("more"))).toBe("Plan, step 2 of about 4");
  expect(progressText(run({ more: { status: "skipped" } }), at("words"))).toBe(
    "Plan, step 2 of about 3",
  );
  expect(progressText(run({}), at("prices"))).toBe("Plan");
  expect(progressText(run({}), { ...at("more") })).toBe("Plan");
});
