import type { StepResult } from "#lib/engine/catalog.ts";
import type { JsonObject } from "#lib/engine/json.ts";
import { refusalOf } from "#lib/steps/check-value.ts";
import type { Operation } from "#lib/steps/operation.ts";
import { StepFailure } from "#lib/steps/step-failure.ts";

/** The result as it was, if it keeps what the operation's ports promise. Throws `StepFailure` otherwise. */
export function checkedResult(
  operation: Operation,
  config: JsonObject,
  result: StepResult,
): StepResult {
  const ports =
    typeof operation.outputs === "function" ? operation.outputs(config) : operation.outputs;
  for (const [name, port] of Object.entries(ports)) {
    const value = result.output[name];
    if (value === undefined && port.optional) continue;
    const refusal = refusalOf(port.type, value);
    if (!refusal) continue;
    const message = `"${operation.title}" gave a result that is not of the promised kind (${name}).`;
    throw new StepFailure("bad_output", message, { cause: refusal });
  }
  return result;
}
