import { randomUUID } from "node:crypto";

import { eq } from "drizzle-orm";
import { expect } from "vitest";

import type { Database } from "#db/client.ts";
import { saveDefinition } from "#db/queries/definitions/definitions.ts";
import { workflowDefinitions, workflowExecutions } from "#db/schema/workflows.ts";
import {
  workflowDefinition,
  type WorkflowDefinitionInput,
} from "#lib/engine/definition/definition.ts";
import { patch, type PatchInput } from "#lib/engine/patch/patch.ts";
import { changeRun, proposeChange } from "#lib/runtime/adapt/change-run.ts";
import { startExecution } from "#lib/runtime/executions/start-execution.ts";
import { submitStep } from "#lib/runtime/executions/submit-step.ts";
import { viewExecution } from "#lib/runtime/executions/view-execution.ts";

import { somebody, storedAndReplayed } from "./executions.ts";
import { freshDb } from "./pg.ts";

type StepInput = WorkflowDefinitionInput["steps"][number];

export function ask(id: string, more: Partial<StepInput> = {}): StepInput {
  const fields = { type: "object", properties: { note: { type: "string", title: "A note" } } };
  const step = { id, name: id, type: "data_collection" as const, uses: "form.ask" };
  return { ...step, config: { fields }, ...more };
}

export function sum(id: string, value: string, more: Partial<StepInput> = {}): StepInput {
  const config = { outputs: { total: { type: "number", value } } };
  return { id, name: id, type: "transformation", uses: "data.transform", config, ...more };
}

export const first = ask("first", { name: "First question" });
export const second = ask("second", { name: "Second question", dependencies: ["first"] });
export const third = ask("third", { name: "Third question", dependencies: ["second"] });

/** A started run of three questions, one after the other, and its owner's acts on it. */
export async function threeQuestions(more: Partial<WorkflowDefinitionInput> = {}) {
  const db = await freshDb();
  const ownerId = await somebody(db);
  const definition = workflowDefinition.parse({
    id: "three-questions",
    name: "Three questions",
    version: "1.0.0",
    category: "test",
    steps: [first, second, third],
    ...more,
  });
  await saveDefinition(db, { definition, ownerId: null });
  const { id: executionId } = await startExecution(db, {
    workflowId: definition.id,
    ownerId,
    inputs: {},
  });
  const at = { executionId, ownerId };
  const view = async () => await viewExecution(db, at);
  const revisionNow = async () => (await view()).revision;
  return {
    db,
    ownerId,
    executionId,
    definition,
    view,
    async answer(stepId: string, revision?: number) {
      const sent = { stepId, data: { note: stepId }, idempotencyKey: randomUUID() };
      return await submitStep(db, { ...at, ...sent, revision: revision ?? (await revisionNow()) });
    },
    async patch(input: PatchInput, revision?: number) {
      const change = { kind: "patch" as const, patch: patch.parse(input) };
      return await changeRun(db, { ...at, change, revision: revision ?? (await revisionNow()) });
    },
    async propose(input: PatchInput) {
      return await proposeChange(db, {
        ...at,
        change: { kind: "patch", patch: patch.parse(input) },
      });
    },
    async migrate(version?: string) {
      const change = { kind: "migrate" as const, version };
      return await changeRun(db, { ...at, change, revision: await revisionNow() });
    },
    async revert() {
      return await changeRun(db, {
        ...at,
        change: { kind: "revert" },
        revision: await revisionNow(),
      });
    },
    async statuses() {
      return Object.fromEntries((await view()).steps.map((step) => [step.id, step.status]));
    },
  };
}

export async function rowsMatchLog(db: Database, executionId: string) {
  const { stored, replayed, events } = await storedAndReplayed(db, executionId);
  expect(stored).toEqual(replayed);
  return events;
}

export async function pinned(db: Database, executionId: string): Promise<string> {
  const [row] = await db
    .select({ id: workflowExecutions.definitionId })
    .from(workflowExecutions)
    .where(eq(workflowExecutions.id, executionId));
  return row!.id;
}

export async function ownDefinitions(db: Database, executionId: string) {
  return await db
    .select()
    .from(workflowDefinitions)
    .where(eq(workflowDefinitions.executionId, executionId));
}
