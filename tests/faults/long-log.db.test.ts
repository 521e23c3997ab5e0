import { expect, onTestFinished, test, vi } from "vitest";

import { connect } from "#db/client.ts";
import { getEvents, getExecution } from "#db/queries/executions/read-executions.ts";
import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import { historyOf } from "#lib/engine/state/history.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { submitStep } from "#lib/runtime/executions/submit-step.ts";
import { viewExecution } from "#lib/runtime/executions/view-execution.ts";
import { startWorker } from "#lib/runtime/jobs/worker.ts";
import { checkBatch } from "#lib/runtime/recovery/check-executions.ts";
import { loadReplay } from "#lib/runtime/replay/replay.ts";
import { loadState } from "#lib/runtime/store/load-state.ts";
import { planOf } from "#lib/runtime/store/plan-cache.ts";
import { stateCache } from "#lib/runtime/store/state-cache.ts";
import { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";
import { somebody, storeWorkflow } from "#tests/support/executions.ts";
import { freshDatabase } from "#tests/support/pg.ts";

type Step = WorkflowDefinitionInput["steps"][number];

const iterations = 4_600;
const width = 10;
/** An iteration has an event for each of its steps, and one that leads back, except in the last iteration. */
const perLoop = iterations * (width + 1) - 1;

/** Steps in a row that are repeated until the first of them has been done `iterations` times. */
function loop(name: string, after: Step["dependencies"]): Step[] {
  const judge = `${name}Judge`;
  const again = { step: judge, on: "again", back: true, maxIterations: 10_000 } as const;
  const steps = Array.from({ length: width - 1 }, (_, i): Step => ({
    id: `${name}${i}`,
    name: `${name} ${i}`,
    type: "transformation",
    uses: "data.transform",
    config: { outputs: { done: "true" } },
    dependencies: i === 0 ? [...(after ?? []), again] : [`${name}${i - 1}`],
  }));
  const rules = [{ when: `size(history.${name}0) >= ${iterations - 1}`, outcome: "done" }];
  const decide: Step = {
    id: judge,
    name: judge,
    type: "decision",
    uses: "decision.choose",
    config: { rules, otherwise: "again" },
    dependencies: [`${name}${width - 2}`],
  };
  return [...steps, decide];
}

const ask: Step = {
  id: "ask",
  name: "Ask",
  type: "data_collection",
  uses: "form.ask",
  config: {
    fields: { type: "object", properties: { years: { type: "integer", title: "Years" } } },
  },
  dependencies: [{ step: "firstJudge", on: "done" }],
};

async function longRun() {
  const url = await freshDatabase();
  const db = connect(url);
  const worker = await startWorker(db, new NotificationHub(db), url);
  onTestFinished(async () => {
    await worker.stop();
    await db.$client.end({ timeout: 1 });
  });
  const ownerId = await somebody(db);
  const steps = [...loop("first", []), ask, ...loop("second", ["ask"])];
  const workflowId = await storeWorkflow(db, steps);
  const { id: executionId } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  const view = async () => await viewExecution(db, { executionId, ownerId });
  const reached = async (revision: number) =>
    await vi.waitFor(
      async () =>
        expect((await getExecution(db, { executionId, ownerId: null }))?.revision).toBe(revision),
      { timeout: 90_000, interval: 200 },
    );
  return { db, ownerId, executionId, view, reached };
}

test("a log of more than 100,000 events is run, loaded, gone on with, paged, replayed and checked", async () => {
  const { db, ownerId, executionId, view, reached } = await longRun();
  const asked = 1 + perLoop + 1;
  await reached(asked);
  expect((await view()).waitingFor.map(({ stepId }) => stepId)).toEqual(["ask"]);
  // The next process has nothing but the rows.
  stateCache.take(executionId);
  const answer = { stepId: "ask", data: { years: 5 }, revision: asked, idempotencyKey: null };
  await submitStep(db, { executionId, ownerId, ...answer });
  const last = asked + 1 + perLoop + 1;
  expect(last).toBeGreaterThan(100_000);
  await reached(last);
  expect(await view()).toMatchObject({ status: "completed" });

  const row = await getExecution(db, { executionId, ownerId: null });
  const { state } = await loadState(db, row!, await planOf(db, row!));
  expect(state.steps.map((step) => 1 + historyOf(step).length)).toEqual(
    state.steps.map(({ iteration }) => iteration),
  );
  expect(state.steps.filter(({ iteration }) => iteration === iterations)).toHaveLength(2 * width);

  let pages = 0;
  let after = 0;
  for (let page = await read(after); page.length > 0; page = await read(after)) {
    expect(page[0]!.seq).toBe(after + 1);
    after = page.at(-1)!.seq;
    pages += 1;
  }
  expect([after, pages]).toEqual([last, Math.ceil(last / 1_000)]);

  const checked = await checkBatch(db, { after: null, limit: 1, only: executionId });
  expect(checked).toMatchObject({ executions: 1, events: last, findings: [] });
  const replay = await loadReplay(db, { executionId, ownerId, at: asked, most: 25 });
  expect(replay?.work.state.steps.filter(({ status }) => status === "waiting")).toHaveLength(1);

  async function read(from: number) {
    return await getEvents(db, { executionId, after: from, limit: 1_000 });
  }
}, 240_000);
