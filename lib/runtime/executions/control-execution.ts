import type { Database } from "#db/client.ts";
import type { Command } from "#lib/engine/turn/command.ts";
import { type Outcome, runCommand } from "#lib/runtime/commands/run-command.ts";

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
