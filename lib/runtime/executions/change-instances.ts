import type { Database } from "#db/client.ts";
import type { Command } from "#lib/engine/turn/command.ts";
import { idempotentRequest } from "#lib/runtime/commands/idempotency.ts";
import { type Outcome, runCommand } from "#lib/runtime/commands/run-command.ts";

import { type ExecutionView, viewOf } from "./execution-view.ts";

type Change = Extract<Command, { type: "addInstance" | "closeInstances" }>;

/** Adds an instance to a step of a person's run whose list is open, or closes the list. */
export async function changeInstances(
  db: Database,
  params: {
    executionId: string;
    ownerId: string;
    command: Change;
    idempotencyKey: string | null;
  },
): Promise<Outcome<ExecutionView>> {
  const { executionId, ownerId, command, idempotencyKey: key } = params;
  return await runCommand(db, {
    executionId,
    ownerId,
    actor: { kind: "person", id: ownerId },
    request: idempotentRequest({
      ownerId,
      scope: `${executionId}/${command.step}/instances`,
      key,
      request: command,
    }),
    command: () => command,
    view: viewOf,
  });
}
