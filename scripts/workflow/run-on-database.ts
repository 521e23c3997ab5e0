import { createHash, randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";

import type { Database } from "#db/client.ts";
import { db } from "#db/index.ts";
import { findDefinition, saveDefinition } from "#db/queries/definitions/definitions.ts";
import { createAccount, findAccount } from "#db/queries/people/users.ts";
import { startDatabase } from "#db/start-database.ts";
import type { WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import type { linkWorkflows } from "#lib/engine/definition/link-workflows.ts";
import { hasEnded } from "#lib/engine/state/state.ts";
import type { Json, JsonObject } from "#lib/engine/value/json.ts";
import { env } from "#lib/env.ts";
import type { ExecutionView } from "#lib/runtime/executions/execution-view.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { submitStep } from "#lib/runtime/executions/submit-step.ts";
import { viewExecution } from "#lib/runtime/executions/view-execution.ts";
import { startWorker } from "#lib/runtime/jobs/worker.ts";
import { notificationHubOf } from "#lib/runtime/streams/notification-hub.ts";

import { findBuiltIn } from "./files.ts";
import type { Report } from "./report.ts";
import { runReport } from "./run-report.ts";

type Find = Parameters<typeof linkWorkflows>[2];

/** Runs of the command line belong to this account, which nobody can sign in to. */
const operator = { email: "command-line@localhost", name: "Command line" };

/**
 * Runs a definition through the database with a worker of its own, until it ends or waits for something without an
 * answer. `read` gets a function that finds the stored workflows that the definition names.
 */
export async function runOnDatabase(
  read: (find: Find) => Promise<WorkflowDefinition>,
  inputs: JsonObject,
  answers: JsonObject,
): Promise<Report> {
  const database = await startDatabase((line) => process.stderr.write(`${line}\n`));
  try {
    const ownerId = await operatorId(db);
    const definition = await read(
      async ({ id, version }) =>
        (await findDefinition(db, { workflowId: id, version, ownerId })) ??
        (await findBuiltIn({ id, ...(version !== undefined && { version }) })),
    );
    const workflowId = await store(db, definition, ownerId);
    const worker = await startWorker(db, notificationHubOf(db), env().DATABASE_URL ?? "");
    const begun = performance.now();
    const started = await startExecution(db, { workflowId, ownerId, inputs });
    const view = await goOn(started, ownerId, answers);
    const ms = performance.now() - begun;
    await worker.stop();
    return runReport({
      status: view.status,
      outputs: view.outputs ?? null,
      error: view.error ?? null,
      steps: view.steps.length,
      events: view.revision,
      ms,
      waitingFor: view.waitingFor.map((w) => w.stepId),
    });
  } finally {
    await notificationHubOf(db).close();
    await db.$client.end({ timeout: 2 });
    await database.release();
  }
}

async function goOn(
  started: ExecutionView,
  ownerId: string,
  answers: JsonObject,
): Promise<ExecutionView> {
  const executionId = started.id;
  let view = started;
  while (!hasEnded(view.status)) {
    const open = view.waitingFor.find((w) => w.kind !== "time" && answers[w.stepId] !== undefined);
    const child =
      open?.kind === "child"
        ? await viewExecution(db, { executionId: open.executionId, ownerId })
        : null;
    if (child && open) {
      const ended = await goOn(child, ownerId, fieldsOf(answers[open.stepId]));
      if (!hasEnded(ended.status)) return view;
      await pause(20);
    } else if (open) {
      const { stepId } = open;
      const data = answers[stepId];
      const { revision } = view;
      const idempotencyKey = randomUUID();
      await submitStep(db, { executionId, ownerId, stepId, revision, data, idempotencyKey });
    } else if (!isMoving(view)) return view;
    else await pause(20);
    view = await viewExecution(db, { executionId, ownerId });
  }
  return view;
}

/** The answers for a child run. */
function fieldsOf(answers: Json | undefined): JsonObject {
  return typeof answers === "object" && answers !== null && !isList(answers) ? answers : {};
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Whether something is under way that needs no person. */
function isMoving({ status, steps, waitingFor }: ExecutionView): boolean {
  if (status !== "running") return false;
  const waits = waitingFor.some((w) => w.kind === "form" || w.kind === "review");
  return !waits || steps.some((s) => s.status === "ready" || s.status === "running");
}

async function operatorId(database: Database): Promise<string> {
  const account =
    (await findAccount(database, operator.email)) ??
    (await createAccount(database, { ...operator, passwordHash: null }));
  return account.id;
}

/** A file may change without its version changing, so each content is stored under an id of its own. */
async function store(
  database: Database,
  definition: WorkflowDefinition,
  ownerId: string,
): Promise<string> {
  const content = createHash("sha256").update(JSON.stringify(definition)).digest("hex");
  const id = `${definition.id.slice(0, 80)}.${content.slice(0, 12)}`;
  await saveDefinition(database, { definition: { ...definition, id }, ownerId });
  return id;
}
