import type { ExecutionStatus, StepError } from "#lib/engine/state/state.ts";
import type { Command } from "#lib/engine/turn/command.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

/** How the parent step hears that its child run has ended: with the outputs, or with the error. */
export function childEnding(
  to: { step: string; token: string },
  ended: {
    readonly status: ExecutionStatus;
    readonly outputs: JsonObject | null;
    readonly error: StepError | null;
  },
): Command {
  const { status, outputs, error } = ended;
  if (status === "completed") {
    return { type: "completeJob", ...to, result: { output: outputs ?? {} } };
  }
  return { type: "failJob", ...to, error: status === "cancelled" ? cancelled : failed(error) };
}

const cancelled: StepError = {
  code: "child_cancelled",
  message: "It was cancelled.",
  retryable: false,
};

/** The error is always retryable: the retry policy of the parent step decides whether to start another child. */
function failed(error: StepError | null): StepError {
  const message = error?.message ?? "It failed.";
  const details = error && { details: { ...error } };
  return { code: "child_failed", message, retryable: true, ...details };
}
