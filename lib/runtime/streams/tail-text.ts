import type { Database } from "#db/client.ts";
import { getStepStatus, type StepStatusRow } from "#db/queries/executions/step-status.ts";
import { getLatestTexts } from "#db/queries/executions/step-texts.ts";
import type { TextStreamItem } from "#lib/ai/explain/ui-message-stream.ts";
import { dataTypes } from "#lib/data-types/registry.ts";
import { hasEnded } from "#lib/engine/state/state.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

import { ManualResetEvent } from "./manual-reset-event.ts";
import type { NotificationHub } from "./notification-hub.ts";

/** Looks again after this time even without a notification, because one may be lost. */
const lookAgainMs = 15_000;

/**
 * The text that a step writes, from its first stored piece until its attempt settles, the execution ends or the signal
 * aborts. All of it is read from the database, so it does not matter which process writes. The caller has checked that
 * the execution may be seen.
 */
export async function* tailText(
  db: Database,
  hub: NotificationHub,
  params: { executionId: string; stepId: string; signal: AbortSignal },
): AsyncGenerator<TextStreamItem> {
  const { executionId, stepId, signal } = params;
  const changed = new ManualResetEvent();
  signal.addEventListener("abort", () => changed.set(), { once: true });
  const leave = await hub.follow(executionId, () => changed.set());
  let after = 0;
  try {
    /* eslint-disable no-await-in-loop -- where to continue depends on how far the last reading went */
    while (!signal.aborted) {
      changed.reset();
      // The state is read first: text that is stored afterwards belongs to an attempt that has not ended.
      const now = await getStepStatus(db, { executionId, stepId });
      if (!now) return;
      for (const { id, token, start, text } of await getLatestTexts(db, { ...params, after })) {
        if (isUnderWay(now) && token !== now.token) continue;
        after = id;
        yield { type: "text", token, offset: start, text };
      }
      const end = endOf(now);
      if (end) {
        yield end;
        return;
      }
      if (!signal.aborted) await changed.wait(lookAgainMs);
    }
    /* eslint-enable no-await-in-loop */
  } finally {
    leave();
  }
}

/** While an attempt is under way, what an earlier one wrote no longer counts. */
function isUnderWay({ status }: StepStatusRow): boolean {
  return status === "ready" || status === "running";
}

function endOf(now: StepStatusRow): TextStreamItem | null {
  const { error, executionStatus, output, proposal, status, waitingFor } = now;
  if (status === "completed") return { type: "completed", text: textIn(output) };
  if (waitingFor === "proposal") return { type: "completed", text: textIn(proposal) };
  if (status === "failed" || waitingFor === "failure") {
    return { type: "failed", message: error?.message ?? "This step did not work." };
  }
  if (status === "cancelled" || status === "skipped" || hasEnded(executionStatus)) {
    return { type: "cancelled" };
  }
  return null;
}

/** The text of the explanation among a step's values. */
function textIn(values: JsonObject | null): string {
  for (const value of Object.values(values ?? {})) {
    const parsed = dataTypes.explanation.schema.safeParse(value);
    if (parsed.success) return parsed.data.text;
  }
  return "";
}
