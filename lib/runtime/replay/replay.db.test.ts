import { expect, test } from "vitest";

import type { Database } from "#db/client.ts";
import type { WorkflowDefinitionInput } from "#lib/engine/definition/definition.ts";
import type { EventBody } from "#lib/engine/state/event.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { somebody, storeWorkflow } from "#tests/support/executions.ts";
import { freshDb } from "#tests/support/pg.ts";

import { loadReplay } from "./replay.ts";

const stepCount = 2_000;

/** A run of many jobs, each tried five times: its log is too long to be read from end to end. */
async function longRun(db: Database) {
  const ownerId = await somebody(db);
  const steps: WorkflowDefinitionInput["steps"] = Array.from({ length: stepCount }, (_, i) => ({
    id: `s${i}`,
    name: `Step ${i}`,
    type: "integration",
    uses: "http.request",
    config: { url: "https://example.com/" },
    dependencies: i === 0 ? [] : ["s0"],
  }));
  const workflowId = await storeWorkflow(db, steps);
  const { id, revision } = await startExecution(db, { workflowId, ownerId, inputs: {} });
  const token = "01980000-0000-7000-8000-000000000001";
  const error = { code: "broke", message: "It broke.", retryable: true };
  const perStep = (step: string): EventBody[] => [
    { type: "step.queued", step, input: {}, token },
    { type: "step.started", step, token },
    { type: "step.delayed", step, error, dueAt: 0, token },
    { type: "step.started", step, token },
    { type: "step.completed", step, output: { response: { status: 200 } } },
  ];
  const bodies = steps.flatMap((step) => perStep(step.id));
  await db.$client`
    insert into workflow_events (execution_id, seq, at, actor, body)
    select ${id}, ${revision} + place, now(), '{"kind":"worker"}', body
    from jsonb_array_elements(${JSON.stringify(bodies)}::text::jsonb) with ordinality as log (body, place)`;
  const last = revision + bodies.length;
  await db.$client`update workflow_executions set revision = ${last} where id = ${id}`;
  return { executionId: id, ownerId, last };
}

test("any event of a long log is shown with the state after it, and only the events around it", async () => {
  const db = await freshDb();
  const { last, ...place } = await longRun(db);
  const seen = async (at: number | null) => {
    const replay = await loadReplay(db, { ...place, at, most: 25 });
    const { event, work, around, changed } = replay!;
    expect(around).toHaveLength(25);
    expect(around.map(({ seq }) => seq)).toContain(event.seq);
    expect(work.state.revision).toBe(event.seq);
    return { seq: event.seq, changed: [...changed] };
  };
  expect(await seen(1)).toMatchObject({ seq: 1 });
  expect(await seen(last - 5 * 1_000)).toEqual({ seq: last - 5_000, changed: [stepCount - 1_001] });
  expect(await seen(null)).toEqual({ seq: last, changed: [stepCount - 1] });
  expect(await seen(last + 99)).toMatchObject({ seq: last });
});
