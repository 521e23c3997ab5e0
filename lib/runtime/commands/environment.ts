import { randomUUID } from "node:crypto";

import type { StepResult } from "#lib/engine/definition/catalog.ts";
import type { Actor } from "#lib/engine/state/event.ts";
import type { StepError } from "#lib/engine/state/state.ts";
import type { Environment } from "#lib/engine/turn/turn.ts";
import { withoutUnstorable, storageProblem } from "#lib/engine/value/storable.ts";
import { log } from "#lib/log.ts";
import { checkedResult } from "#lib/runtime/forms/checked-result.ts";
import { clock } from "#lib/runtime/store/database-clock.ts";
import { StepFailure } from "#lib/step-failure.ts";
import { operations } from "#lib/steps/registry.ts";

/** A long drain commits in batches of this size, so that its progress shows. */
const batch = { steps: 4_000, milliseconds: 50 };

/** The engine's environment for one turn: the clock, random names, and the step library's inline operations. */
export function environment(actor: Actor, now = clock.now()): Environment {
  const begun = performance.now();
  return {
    now,
    actor,
    newToken: randomUUID,
    inline(call): StepResult {
      const operation = operations.get(call.uses);
      if (operation?.mode !== "inline")
        throw new Error(`"${call.uses}" is not an inline operation.`);
      return checkedResult(operation, call.config, operation.execute(call, call));
    },
    errorOf: stepErrorOf,
    // Every turn gets something done, however slow the machine.
    mayGoOn: (activated) =>
      activated === 0 ||
      (activated < batch.steps && performance.now() - begun < batch.milliseconds),
  };
}

/** Longer than any sentence for a person; what a server said can be longer. */
const longestMessage = 2_000;

/**
 * The error that the log keeps for a thrown value, whatever it is. People see no detail of a bug. Its cause goes to the
 * server's log.
 */
export function stepErrorOf(thrown: unknown): StepError {
  if (thrown instanceof StepFailure) {
    const { code, message, retryable, details } = thrown;
    const keeps = details !== undefined && storageProblem(details) === null;
    return { code, message: shortened(message), retryable, ...(keeps && { details }) };
  }
  const reference = randomUUID().slice(0, 8);
  log.error("a step broke", { reference, error: thrown });
  return {
    code: "internal",
    message: `Something went wrong in this step. Reference: ${reference}`,
    retryable: true,
  };
}

function shortened(message: string): string {
  const text = withoutUnstorable(message);
  return text.length > longestMessage ? `${text.slice(0, longestMessage).toWellFormed()}…` : text;
}
