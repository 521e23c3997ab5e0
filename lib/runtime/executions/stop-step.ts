import type { Database } from "#db/client.ts";
import { stateOf, taskAt } from "#lib/engine/state/task.ts";
import type { Command } from "#lib/engine/turn/command.ts";
import { type Outcome, runCommand } from "#lib/runtime/commands/run-command.ts";

/** The code of a step that a person stopped. */
export const stoppedCode = "stopped";

const error = {
  code: stoppedCode,
  message: "Stopped. This text is unfinished and is not saved as a result.",
  retryable: false,
};

/**
 * Ends the attempt under way because a person asks for it. Its result no longer counts. The step then handles this like
 * any failure, so this is offered only where a failed step asks the person. An attempt that has just ended stays as it
 * is.
 */
export async function stopStep(
  db: Database,
  params: { executionId: string; ownerId: string; stepId: string },
): Promise<Outcome<null>> {
  const { executionId, ownerId, stepId } = params;
  return await runCommand(db, {
    executionId,
    ownerId,
    actor: { kind: "person", id: ownerId },
    command: (work): Command => {
      const task = taskAt(work, stepId);
      const token = (task && stateOf(work, task).token) ?? "";
      return { type: "failJob", step: stepId, token, error };
    },
    view: () => null,
  });
}
