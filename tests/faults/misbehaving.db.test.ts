import { expect, onTestFinished, test, vi } from "vitest";

import { connect } from "#db/client.ts";
import { getLatestTexts } from "#db/queries/executions/step-texts.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { viewExecution } from "#lib/runtime/executions/view-execution.ts";
import { somebody, storeWorkflow } from "#tests/support/executions.ts";
import { freshDatabase } from "#tests/support/pg.ts";

import { expectSound } from "./expect-sound.ts";
import { ways } from "./misbehaving.ts";
import { ServerProcess } from "./process.ts";

test("whatever a step does, it ends in a clear failure, and nothing of it is stored by halves", async () => {
  const url = await freshDatabase();
  const db = connect(url);
  onTestFinished(() => db.$client.end({ timeout: 1 }));
  const ownerId = await somebody(db);
  // Quiet, because the logged errors do not matter here.
  const server = await ServerProcess.start({ DATABASE_URL: url }, { quiet: true });
  const started = await Promise.all(
    Object.keys(ways).map(async (how) => {
      const workflowId = await storeWorkflow(db, [
        { id: "it", name: how, type: "integration", uses: "test.misbehave", config: { how } },
        {
          id: "after",
          name: "After",
          type: "transformation",
          uses: "data.transform",
          config: { outputs: { done: "true" } },
          dependencies: ["it"],
        },
      ]);
      const { id } = await startExecution(db, { workflowId, ownerId, inputs: {} });
      return { how, executionId: id };
    }),
  );
  for (const { how, executionId } of started) {
    const view = await vi.waitFor(
      async () => {
        const now = await viewExecution(db, { executionId, ownerId });
        expect([how, now.status]).not.toEqual([how, "running"]);
        return now;
      },
      { timeout: 60_000, interval: 100 },
    );
    const code = ways[how]?.code ?? null;
    expect([how, view.error?.code ?? null]).toEqual([how, code]);
    expect([how, view.error?.message.length ?? 0].at(-1)).toBeLessThan(2_100);
    expect([how, view.steps.map(({ status }) => status)]).toEqual([
      how,
      code === null ? ["completed", "completed"] : ["failed", "pending"],
    ]);
    expect(view.steps[0]).toMatchObject({ attempt: 1 });
  }
  const writing = started.find(({ how }) => how === "writes what cannot be kept")!;
  const pieces = await getLatestTexts(db, { ...writing, stepId: "it", after: 0 });
  expect(pieces.map(({ text }) => text).join("")).toBe("ab\uFFFD");
  expect(server.starts).toBe(1);
  expect(await expectSound(db)).toBe(started.length);
}, 120_000);
