import type { ExecutionStatus, StepError } from "#lib/engine/state/state.ts";
import type { Json, JsonObject } from "#lib/engine/value/json.ts";

import type { Report } from "./report.ts";

type Run = {
  status: ExecutionStatus;
  outputs: JsonObject | null;
  error: StepError | null;
  steps: number;
  events: number;
  ms: number;
  /** The steps that it waits at. */
  waitingFor: readonly string[];
};

/** How a run went. It counts as failed when it did not reach its end. */
export function runReport(run: Run): Report {
  const { status, outputs, error, steps, events, ms, waitingFor } = run;
  const json: Record<string, Json> = { status, steps, events, ms: Math.round(ms * 10) / 10 };
  if (outputs) json["outputs"] = outputs;
  if (error) json["error"] = { code: error.code, message: error.message };
  if (waitingFor.length > 0) json["waitingFor"] = waitingFor;
  const lines = Object.entries(json).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return { json, lines, failed: status !== "completed" };
}
