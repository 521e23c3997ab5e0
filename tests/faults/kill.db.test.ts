import { setTimeout as pause } from "node:timers/promises";

import { expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";

import { connect } from "#db/client.ts";
import { getDraft } from "#db/queries/executions/drafts.ts";
import { getStepStatus } from "#db/queries/executions/step-status.ts";
import { getLatestTexts } from "#db/queries/executions/step-texts.ts";
import { seed } from "#lib/templates/seed.ts";
import { answerJson, goodText } from "#tests/support/ai-example.ts";
import { somebody } from "#tests/support/executions.ts";
import { drive } from "#tests/support/generic-client.ts";
import { startOpenAiServer } from "#tests/support/openai-server.ts";
import { freshDatabase } from "#tests/support/pg.ts";

import { driveTo, run, stubborn, workflowId } from "./client.ts";
import { ServerProcess } from "./process.ts";
import { expectUnharmed } from "./unharmed.ts";

async function setUp(env: Record<string, string> = {}) {
  const url = await freshDatabase();
  const db = connect(url);
  onTestFinished(() => db.$client.end({ timeout: 1 }));
  await seed(db);
  const ownerId = await somebody(db);
  const server = await ServerProcess.start({ DATABASE_URL: url, ...env });
  return { db, ownerId, server };
}

test("killed in the middle of a form, it keeps the pages that were answered", async () => {
  const { db, ownerId, server } = await setUp();
  const started = await server.ask({ does: "start", ownerId, workflowId, key: "k" });
  expect(started).toMatchObject({ status: 200 });
  const answered = z.object({ json: run }).parse(started);
  const { id: executionId, revision } = answered.json;
  const page = { does: "page", ownerId, executionId, stepId: "profile", revision } as const;
  const first = { page: "goal", posted: { goal: "retirement" }, key: crypto.randomUUID() };
  expect(await server.ask({ ...page, ...first })).toMatchObject({
    status: 200,
    json: { next: "page" },
  });
  await server.kill();
  expect(await server.ask({ does: "view", ownerId, executionId })).toBe("gone");
  await server.up();
  const place = { executionId, ownerId, stepId: "profile" };
  expect(await getDraft(db, place)).toMatchObject({ goal: "retirement" });
  const view = await server.ask({ does: "view", ownerId, executionId });
  expect(view).toMatchObject({ json: { revision, waitingFor: [{ stepId: "profile" }] } });
  await expectUnharmed(db, { executionId, ownerId });
}, 240_000);

test("killed while the solver works, it solves again, once", async () => {
  const { db, ownerId, server } = await setUp();
  const { executionId, goOn } = await driveTo({ db, ownerId, server }, "optimise", "running");
  await server.kill();
  expect(await getStepStatus(db, { executionId, stepId: "optimise" })).toMatchObject({
    status: "running",
  });
  expect(await goOn()).toMatchObject({ id: executionId, status: "completed" });
  const events = await expectUnharmed(db, { executionId, ownerId });
  expect(events.filter((e) => e.type === "step.started" && e.step === "optimise")).toHaveLength(1);
}, 240_000);

test("killed in the middle of a text, it has it written anew and shows no piece twice", async () => {
  const { baseUrl, requests } = await startOpenAiServer(
    { does: "say", text: answerJson(), size: 10, gapMs: 300 },
    { does: "say", text: answerJson() },
  );
  const env = { OPENAI_API_KEY: "key", OPENAI_BASE_URL: baseUrl };
  const { db, ownerId, server } = await setUp(env);
  const { executionId, goOn } = await driveTo({ db, ownerId, server }, "explain", "running");
  const at = { executionId, stepId: "explain" };
  await vi.waitFor(
    async () => expect((await getLatestTexts(db, { ...at, after: 0 })).length).toBeGreaterThan(2),
    { timeout: 20_000, interval: 10 },
  );
  await server.kill();
  expect(await getStepStatus(db, at)).toMatchObject({ status: "running", proposal: null });
  expect(await goOn()).toMatchObject({ id: executionId, status: "completed" });
  expect(requests).toHaveLength(2);
  const pieces = await getLatestTexts(db, { ...at, after: 0 });
  expect(pieces.map(({ text }) => text).join("")).toBe(goodText);
  expect(new Set(pieces.map(({ token }) => token)).size).toBe(1);
  const now = await getStepStatus(db, at);
  expect(now?.output).toMatchObject({ explanation: { text: goodText, source: { kind: "ai" } } });
  await expectUnharmed(db, { executionId, ownerId });
}, 240_000);

test("killed at every turn, it brings the whole workflow to its end, nothing twice, nothing lost", async () => {
  const { db, ownerId, server } = await setUp();
  let posts = 0;
  const send = stubborn(server, ownerId, () => {
    posts += 1;
    // Each request meets the end at another moment: before it arrives, while it is written, after it counts.
    void pause((posts * 3) % 17).then(() => server.kill());
  });
  const done = await drive(send, workflowId, 180_000);
  expect(done).toMatchObject({ status: "completed", waitingFor: [] });
  expect(server.starts).toBeGreaterThan(6);
  const events = await expectUnharmed(db, { executionId: done.id, ownerId });
  expect(events.filter((e) => e.type === "step.completed" && e.step === "save")).toHaveLength(1);
  const forms = events.flatMap((e) => (e.type === "step.opened" ? e.step : []));
  const answered = events.flatMap((e) =>
    e.type === "step.completed" && e.actor.kind === "person" ? e.step : [],
  );
  expect(answered).toEqual(expect.arrayContaining(forms));
}, 240_000);
