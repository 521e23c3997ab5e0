// The application's server without its pages: a worker inside, and the API's commands by message, so that it starts
// fast.
import { z } from "zod";

import { db } from "#db/index.ts";
import { env } from "#lib/env.ts";
import { AppError, statusOf } from "#lib/errors.ts";
import { log } from "#lib/log.ts";
import { toProblem } from "#lib/problem.ts";
import { answerPage } from "#lib/runtime/executions/answer-page.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { submitStep } from "#lib/runtime/executions/submit-step.ts";
import { viewExecution } from "#lib/runtime/executions/view-execution.ts";
import { startWorker } from "#lib/runtime/jobs/worker.ts";
import { notificationHubOf } from "#lib/runtime/streams/notification-hub.ts";

import "./misbehaving.ts";
import { nameCalls } from "./named-calls.ts";

const place = { ownerId: z.uuid(), executionId: z.uuid() };
const step = { ...place, stepId: z.string(), revision: z.int() };
const act = z.discriminatedUnion("does", [
  z.object({
    does: z.literal("start"),
    ownerId: z.uuid(),
    workflowId: z.string(),
    inputs: z.record(z.string(), z.json()).default({}),
    key: z.string(),
  }),
  z.object({ does: z.literal("view"), ...place }),
  z.object({ does: z.literal("submit"), ...step, data: z.json(), key: z.string() }),
  z.object({
    does: z.literal("page"),
    ...step,
    page: z.string(),
    posted: z.record(z.string(), z.string()),
    key: z.uuid(),
  }),
]);
export type Act = z.input<typeof act>;

const message = z.object({ id: z.int(), act });

async function perform(asked: z.output<typeof act>): Promise<unknown> {
  switch (asked.does) {
    case "start":
      return await startExecution(db, { ...asked, idempotencyKey: asked.key });
    case "view":
      return await viewExecution(db, asked);
    case "submit": {
      const outcome = await submitStep(db, { ...asked, idempotencyKey: asked.key });
      if (outcome.ok) return outcome.value;
      throw new AppError("conflict", outcome.rejection.message);
    }
    case "page":
      return await answerPage(db, { ...asked, change: "no" });
  }
}

async function answer(received: unknown): Promise<void> {
  const { act: asked, id } = message.parse(received);
  try {
    process.send?.({ id, status: 200, json: await perform(asked) });
  } catch (error) {
    const problem = toProblem(error);
    process.send?.({ id, status: statusOf(problem), json: problem });
  }
}

// The same as in the web server and the worker.
process.on("unhandledRejection", (error) => log.error("unhandled rejection", { error }));

const { DATABASE_URL = "" } = env();
nameCalls(process.argv[2] ?? "");
await startWorker(db, notificationHubOf(db), DATABASE_URL);
process.on("message", (received) => void answer(received));
process.on("disconnect", () => process.exit());
process.send?.({ ready: true });
