import type { Database } from "#db/client.ts";
import type { Command } from "#lib/engine/turn/command.ts";

import { type Outcome, runCommand } from "./run-command.ts";

/**
 * Carries out a command of the system's own, or of a worker, whoever the execution belongs to. Of interest is only
 * whether it was accepted.
 */
export async function sendSystemCommand(
  db: Database,
  executionId: string,
  command: Command,
  kind: "system" | "worker" = "system",
): Promise<Outcome<null>> {
  return await runCommand(db, {
    executionId,
    ownerId: null,
    actor: { kind },
    command: () => command,
    view: () => null,
  });
}
