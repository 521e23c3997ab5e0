import { z } from "zod";

import type { Database } from "#db/client.ts";
import { isOutage } from "#lib/connection-failure.ts";
import type { StepResult } from "#lib/engine/definition/catalog.ts";
import type { StepDefinition } from "#lib/engine/definition/definition.ts";
import { stateOf, taskAt } from "#lib/engine/state/task.ts";
import type { Command } from "#lib/engine/turn/command.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import { log } from "#lib/log.ts";
import { stepErrorOf } from "#lib/runtime/commands/environment.ts";
import { runCommand } from "#lib/runtime/commands/run-command.ts";
import { sendSystemCommand } from "#lib/runtime/commands/send-system-command.ts";
import { checkedResult } from "#lib/runtime/forms/checked-result.ts";
import { clock } from "#lib/runtime/store/database-clock.ts";
import type { NotificationHub } from "#lib/runtime/streams/notification-hub.ts";
import { TextWriter } from "#lib/runtime/streams/text-writer.ts";
import { StepFailure } from "#lib/step-failure.ts";
import type { JobContext, Operation } from "#lib/steps/contract/operation.ts";
import { operations } from "#lib/steps/registry.ts";

import { withCancellation } from "./with-cancellation.ts";
import { withTimeout } from "./with-timeout.ts";

export const stepJob = z.object({ executionId: z.uuid(), step: z.string(), token: z.uuid() });
type StepJob = z.output<typeof stepJob>;

/** A job that has crashed its process this often is not tried again. */
const maxDeliveries = 5;

type Assignment = {
  operation: Extract<Operation, { mode: "job" }>;
  config: JsonObject;
  input: JsonObject;
  note: string | null;
  attempt: number;
  definition: StepDefinition;
  execution: JobContext["execution"];
};

/**
 * Runs one attempt of a job step and records how it ended. May be delivered more than once: by the attempt's token only
 * one result counts. An attempt that was cancelled does nothing.
 */
export async function runStepJob(
  db: Database,
  hub: NotificationHub,
  job: StepJob,
  delivery: number,
): Promise<void> {
  const assignment = await takeOn(db, job);
  if (!assignment) return;
  try {
    if (delivery > maxDeliveries) throw new StepFailure("crashed", crashed(assignment));
    const result = await execute(db, hub, job, delivery, assignment);
    await record(db, job, result, null);
  } catch (error) {
    // The database was away or had no room, which says nothing about the step: the queue delivers the attempt again.
    if (isOutage(error)) throw error;
    await record(db, job, null, error);
  }
}

async function takeOn(db: Database, job: StepJob): Promise<Assignment | null> {
  const { executionId, step, token } = job;
  const begun = await runCommand(db, {
    ownerId: null,
    actor: { kind: "worker" },
    executionId,
    command: () => ({ type: "startJob", step, token }),
    view: (work, row): Assignment | null => {
      const task = taskAt(work, step);
      if (!task) return null;
      const operation = operations.get(task.step.operation.id);
      if (operation?.mode !== "job") return null;
      const { input, note, attempt } = stateOf(work, task);
      return {
        operation,
        config: task.step.config,
        input: input ?? {},
        note: typeof note === "string" ? note : null,
        attempt,
        definition: task.step.definition,
        execution: {
          id: row.id,
          ownerId: row.userId,
          workflowName: work.plan.definition.name,
        },
      };
    },
  });
  if (begun.ok) return begun.value;
  log.debug("a job is no longer wanted", { ...job, reason: begun.rejection.code });
  return null;
}

async function execute(
  db: Database,
  hub: NotificationHub,
  job: StepJob,
  delivery: number,
  { operation, config, input, note, attempt, definition, execution }: Assignment,
): Promise<StepResult> {
  const { executionId, step, token } = job;
  const texts = new TextWriter(db, { executionId, stepId: step, token }, { delivery });
  const context = {
    db,
    execution,
    step: {
      id: step,
      name: definition.name,
      description: definition.description,
      aiPrompt: definition.aiPrompt ?? null,
    },
    attempt,
    note,
    stream: (text: string) => texts.write(text),
  };
  try {
    const limit = definition.timeoutMs ?? operation.timeoutMs;
    const result = await withCancellation(db, hub, job, (cancelled) =>
      withTimeout(limit, cancelled, (signal) =>
        operation.execute({ config, input }, { ...context, now: new Date(clock.now()), signal }),
      ),
    );
    return checkedResult(operation, config, result);
  } finally {
    await texts.finish();
  }
}

async function record(
  db: Database,
  { executionId, step, token }: StepJob,
  result: StepResult | null,
  thrown: unknown,
): Promise<void> {
  const retryAfterMs = thrown instanceof StepFailure ? thrown.retryAfterMs : undefined;
  const command: Command = result
    ? { type: "completeJob", step, token, result }
    : {
        type: "failJob",
        step,
        token,
        error: stepErrorOf(thrown),
        ...(retryAfterMs !== undefined && { retryAfterMs }),
      };
  const ended = await sendSystemCommand(db, executionId, command, "worker");
  if (!ended.ok) log.info("a result came too late", { executionId, step, token });
}

function crashed({ definition }: Assignment): string {
  return `"${definition.name}" stopped the service ${maxDeliveries} times and was not started again.`;
}
