import { expect, test } from "vitest";

import { workflowDefinition } from "#lib/engine/definition/definition.ts";
import { compile } from "#lib/engine/plan/compile.ts";
import type { Actor, EventBody, ExecutionEvent } from "#lib/engine/state/event.ts";
import { testCatalog } from "#tests/support/test-catalog.ts";

import { timeline } from "./timeline.ts";

const plan = compile(
  workflowDefinition.parse({
    id: "plan",
    name: "Plan",
    version: "1.0.0",
    category: "test",
    steps: [
      { id: "ask", name: "About you", type: "data_collection", uses: "test.ask" },
      { id: "sum", name: "Sum", type: "transformation", uses: "test.add", dependencies: ["ask"] },
      {
        id: "prices",
        name: "Prices",
        type: "integration",
        uses: "test.job",
        dependencies: ["ask"],
        retry: { maxAttempts: 3 },
      },
      { id: "words", name: "Why", type: "ai_generated", uses: "test.draft", dependencies: ["sum"] },
    ],
  }),
  testCatalog,
);

const you: Actor = { kind: "person", id: "p" };
const worker: Actor = { kind: "worker" };
const start = Date.UTC(2026, 10, 22, 14);

/** A log of events, each this many milliseconds after the start. */
function log(...events: [ms: number, actor: Actor, body: EventBody][]): ExecutionEvent[] {
  return events.map(([ms, actor, body], i) =>
    Object.assign({ seq: i + 1, at: start + ms, actor }, body),
  );
}

function textsOf(events: ExecutionEvent[]) {
  return timeline(plan, events, { zone: "UTC" }).map(({ actor, text, meta }) => [
    actor,
    text,
    meta.join(", "),
  ]);
}

const timeout = {
  code: "http_timeout",
  message: "The data service did not answer.",
  retryable: true,
};

test("a compensation of an iteration is shown when it is done, and has no other answer", () => {
  const undoing = compile(
    workflowDefinition.parse({
      ...plan.definition,
      steps: [
        {
          id: "order",
          name: "Order",
          type: "data_collection",
          uses: "test.ask",
          compensate: { uses: "test.ask" },
        },
      ],
    }),
    testCatalog,
  );
  const answered = (step: string): EventBody => ({ type: "step.completed", step, output: {} });
  const added = (part: string, item: number): EventBody => ({
    type: "step.added",
    step: "order",
    part,
    item,
  });
  const events = log(
    [0, you, answered("order")],
    [1, you, added("undo", 2)],
    [2, you, answered("order$undo")],
    [2, you, added("undo-1", 1)],
    [3, you, answered("order$undo-1")],
  );
  expect(
    timeline(undoing, events, { zone: "UTC" }).map(({ text, whatIf }) => [text, whatIf]),
  ).toEqual([
    ["Undo: Order, round 1 completed", null],
    ["Undo: Order completed", null],
    ["Order completed", "order"],
  ]);
});

test("a person's answer is theirs, what is calculated from it in the same moment is the system's", () => {
  const events = log(
    [0, you, { type: "execution.started", inputs: {} }],
    [0, you, { type: "step.opened", step: "ask", input: {} }],
    [40_000, you, { type: "step.completed", step: "ask", output: { value: 1 } }],
    [40_000, you, { type: "step.completed", step: "sum", output: { value: 1 }, input: {} }],
  );
  expect(textsOf(events)).toEqual([
    ["System", "Sum completed", ""],
    ["You", "About you completed", "40 seconds"],
    ["You", "Run started: Plan", ""],
  ]);
});

test("each failed attempt is counted and shown open, with its error", () => {
  const events = log(
    [0, you, { type: "step.queued", step: "prices", input: {}, token: "a" }],
    [10, worker, { type: "step.started", step: "prices", token: "a" }],
    [
      10_010,
      worker,
      { type: "step.delayed", step: "prices", error: timeout, dueAt: 0, token: "b" },
    ],
    [20_000, worker, { type: "step.started", step: "prices", token: "b" }],
    [21_100, worker, { type: "step.completed", step: "prices", output: { value: 2 } }],
  );
  expect(textsOf(events)).toEqual([
    ["System", "Prices completed", "1.1 seconds, attempt 2"],
    [
      "System",
      "Prices: The data service did not answer. (attempt 1 of 3)",
      "10 seconds, attempt 1",
    ],
  ]);
  const [, failure] = timeline(plan, events, { zone: "UTC" });
  expect(failure).toMatchObject({ bad: true, details: { code: "http_timeout" } });
});

test("a text is AI's, or the system's where rules wrote it, until a person accepts it; what should change is quoted", () => {
  const byRules = { explanation: { source: { kind: "rules" } } };
  const proposal = { explanation: { confidence: { level: "medium" } } };
  const events = log(
    [0, you, { type: "step.queued", step: "words", input: {}, token: "a" }],
    [6_200, worker, { type: "step.proposed", step: "words", proposal }],
    [9_000, you, { type: "step.retried", step: "words", token: "b", note: "shorter" }],
    [12_000, worker, { type: "step.proposed", step: "words", proposal: byRules }],
    [15_000, you, { type: "step.completed", step: "words", output: {} }],
  );
  expect(textsOf(events)).toEqual([
    ["You", "Why completed", "6.0 seconds"],
    ["System", "Why is ready", "3.0 seconds, attempt 2"],
    ["You", "Why: try again, “shorter”", ""],
    ["AI", "Why is ready. Medium confidence", "6.2 seconds, attempt 1"],
  ]);
});

test("a changed answer says how much starts over, and what kept its result", () => {
  const events = log(
    [0, you, { type: "step.rewound", step: "ask", steps: ["ask", "sum", "prices"] }],
    [0, you, { type: "step.completed", step: "ask", output: {}, input: {} }],
    [0, you, { type: "step.completed", step: "sum", output: {}, input: {}, carriedFrom: 1 }],
    [0, you, { type: "step.skipped", step: "prices", reason: "Not chosen" }],
  );
  expect(textsOf(events)).toEqual([
    ["System", "Prices: not needed", ""],
    ["System", "Sum kept its result: nothing it rests on has changed", ""],
    ["You", "About you completed", ""],
    ["You", "Answer changed: About you. 2 later steps start over", ""],
  ]);
});

test("a what-if says what it is one of, what is asked anew and what is written anew", () => {
  const from = "01980000-0000-7000-8000-000000000001";
  const events = log(
    [0, you, { type: "execution.forked", from, revision: 9, steps: ["prices"] }],
    [0, you, { type: "step.rewound", step: "words", steps: ["words"], anew: true }],
  );
  expect(textsOf(events)).toEqual([
    ["You", "Why is done anew. No later step had run", ""],
    ["You", "What if: this run goes its own way from RUN-0001", ""],
  ]);
});
