import { randomUUID } from "node:crypto";

import { expect, test } from "vitest";

import type { Database } from "#db/client.ts";
import { getDraft } from "#db/queries/executions/drafts.ts";
import { getEvents } from "#db/queries/executions/read-executions.ts";
import type { FormSchema, Posted } from "#lib/form/json-schema.ts";
import { answersOf } from "#lib/runtime/forms/stored-answers.ts";
import { loadRun, stepOf } from "#lib/runtime/store/load-run.ts";
import { somebody, storeWorkflow } from "#tests/support/executions.ts";
import { freshDb } from "#tests/support/pg.ts";

import { answerPage, replaceAnswer } from "./answer-page.ts";
import { startExecution } from "./start-execution.ts";

const fields = {
  type: "object",
  properties: {
    goal: { type: "string", title: "Goal", enum: ["home", "other"] },
    which: { type: "string", title: "Which", "x-showIf": { field: "goal", equals: "other" } },
    years: { type: "integer", title: "Years", "x-unit": "years", minimum: 1, maximum: 60 },
  },
  required: ["goal", "which", "years"],
} satisfies FormSchema;

async function askedRun(db: Database) {
  const workflowId = await storeWorkflow(db, [
    { id: "ask", name: "Ask", type: "data_collection", uses: "form.ask", config: { fields } },
    {
      id: "agree",
      name: "Agree",
      type: "user_interaction",
      uses: "review.confirm",
      dependencies: ["ask"],
    },
  ]);
  const ownerId = await somebody(db);
  const { id, revision } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  const place = { executionId: id, ownerId, stepId: "ask" };
  const now = async () => await loadRun(db, { executionId: id, ownerId });
  return {
    place,
    /** Posts a page that was drawn when the run had this revision. */
    post: async (
      page: string,
      posted: Posted,
      more: { change?: "first" | "kept"; at?: number; key?: string; ownerId?: string } = {},
    ) => {
      const { at, change = "no", key = randomUUID(), ...other } = more;
      const drawnAt = at ?? (await now())?.row.revision ?? revision;
      const to = { ...place, ...other, revision: drawnAt, key };
      return await answerPage(db, { ...to, page, posted, change });
    },
    answers: async () => answersOf(stepOf((await now())!, "ask")!.state.output),
    revision: async () => (await now())!.row.revision,
    completions: async () => {
      const events = await getEvents(db, { executionId: id, after: 0, limit: 1_000 });
      return events.filter((e) => e.type === "step.completed" && e.step === "ask").length;
    },
  };
}

test("pages are asked in order, those another answer hides are not, the last one submits", async () => {
  const db = await freshDb();
  const run = await askedRun(db);
  expect(await run.post("goal", { goal: "home" })).toEqual({ next: "page", page: "years" });
  expect(await getDraft(db, run.place)).toEqual({ goal: "home" });
  expect(await run.answers()).toBeNull();
  expect(await run.post("years", { years: "12 years" })).toEqual({ next: "run" });
  expect(await run.answers()).toEqual({ goal: "home", years: 12 });
});

test("a page that was left out is asked before anything is submitted", async () => {
  const db = await freshDb();
  const run = await askedRun(db);
  expect(await run.post("years", { years: "3" })).toEqual({ next: "page", page: "goal" });
  expect(await run.post("goal", { goal: "other" })).toEqual({ next: "page", page: "which" });
  expect(await run.post("which", { which: "boat" })).toEqual({ next: "page", page: "years" });
  expect(await run.post("years", { years: "3" })).toEqual({ next: "run" });
  expect(await run.answers()).toEqual({ goal: "other", which: "boat", years: 3 });
});

test("an answer that cannot be used changes nothing", async () => {
  const db = await freshDb();
  const run = await askedRun(db);
  await expect(run.post("years", { years: "99" })).rejects.toMatchObject({
    code: "invalid",
    fields: { years: [expect.stringMatching(/between 1 and 60/)] },
  });
  expect(await getDraft(db, run.place)).toBeNull();
});

test("the same page posted twice counts once; another tab's answer is a conflict", async () => {
  const db = await freshDb();
  const run = await askedRun(db);
  await run.post("goal", { goal: "home" });
  const at = await run.revision();
  const twice = { at, key: randomUUID() };
  expect(await run.post("years", { years: "12" }, twice)).toEqual({ next: "run" });
  expect(await run.post("years", { years: "12" }, twice)).toEqual({ next: "run" });
  expect(await run.completions()).toBe(1);

  const revision = await run.revision();
  expect(await run.post("years", { years: "20" }, { at })).toEqual({ next: "conflict", revision });
  expect(await run.post("years", { years: "21" }, twice)).toEqual({ next: "conflict", revision });
  expect(await run.answers()).toEqual({ goal: "home", years: 12 });

  const mine = { ...run.place, revision, key: randomUUID() };
  expect(await replaceAnswer(db, mine)).toEqual({ next: "run" });
  expect(await run.answers()).toEqual({ goal: "home", years: 21 });
});

test("a change asks one page, and another only where the change opens it", async () => {
  const db = await freshDb();
  const run = await askedRun(db);
  await run.post("goal", { goal: "home" });
  await run.post("years", { years: "12" });

  expect(await run.post("years", { years: "12" }, { change: "first" })).toEqual({ next: "run" });
  expect(await run.completions()).toBe(1);
  expect(await run.post("years", { years: "15" }, { change: "first" })).toEqual({ next: "run" });
  expect(await run.answers()).toEqual({ goal: "home", years: 15 });

  const opened = await run.post("goal", { goal: "other" }, { change: "first" });
  expect(opened).toEqual({ next: "page", page: "which" });
  expect(await run.answers()).toEqual({ goal: "home", years: 15 });
  expect(await run.post("which", { which: "boat" }, { change: "kept" })).toEqual({ next: "run" });
  expect(await run.answers()).toEqual({ goal: "other", which: "boat", years: 15 });
  expect(await run.completions()).toBe(3);
});

test("another person's run does not exist", async () => {
  const db = await freshDb();
  const run = await askedRun(db);
  const ownerId = await somebody(db);
  await expect(run.post("goal", { goal: "home" }, { ownerId })).rejects.toMatchObject({
    code: "not_found",
  });
});
