import type { Database } from "#db/client.ts";
import { listChildren } from "#db/queries/executions/children.ts";
import type { Command } from "#lib/engine/turn/command.ts";
import { AppError } from "#lib/errors.ts";
import { type Outcome, runCommand } from "#lib/runtime/commands/run-command.ts";
import { loadRun } from "#lib/runtime/store/load-run.ts";

import { type ExecutionView, viewOf } from "./execution-view.ts";

type Control = Extract<
  Command,
  { type: "pause" | "resume" | "cancel" | "retryStep" | "skipStep" | "cancelStep" | "signal" }
>;

/** Processes a person's command on their own run as a whole, or on a step that stopped. */
export async function controlExecution(
  db: Database,
  params: { executionId: string; ownerId: string; command: Control },
): Promise<Outcome<ExecutionView>> {
  const { executionId, ownerId, command } = params;
  return await runCommand(db, {
    executionId,
    ownerId,
    actor: { kind: "person", id: ownerId },
    command: () => command,
    view: viewOf,
  });
}

/** The current state of a person's own run, with the child runs of its steps. Throws `not_found` for any other. */
export async function viewExecution(
  db: Database,
  params: { executionId: string; ownerId: string },
): Promise<ExecutionView> {
  const read = await loadRun(db, params);
  if (!read) throw new AppError("not_found", "There is no such run.");
  const view = viewOf(read.work, read.row);
  if (read.work.plan.children.length === 0) return view;
  const children = await listChildren(db, params);
  const latest = new Map(
    children.map(({ parentStep, id, status }) => [parentStep, { executionId: id, status }]),
  );
  for (const step of view.steps) {
    for (const one of [step, ...(step.instances ?? [])]) {
      const child = latest.get(one.id);
      if (child) one.child = child;
    }
  }
  return view;
}
