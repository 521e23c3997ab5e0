import { refusalOf } from "#lib/data-types/check-value.ts";
import type { StepResult } from "#lib/engine/definition/catalog.ts";
import { isJsonObject } from "#lib/engine/value/json.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import { storageProblem } from "#lib/engine/value/storable.ts";
import { StepFailure } from "#lib/step-failure.ts";
import type { Operation } from "#lib/steps/contract/operation.ts";

/**
 * Returns the result unchanged if it fits the operation's ports and outcomes and can be stored. Throws `StepFailure`
 * otherwise, so that no part of a wrong result is stored.
 */
export function checkedResult(
  operation: Operation,
  config: JsonObject,
  result: StepResult,
): StepResult {
  const problem = isResult(result) ? storageProblem(result.output) : "is no result";
  if (problem !== null) {
    throw new StepFailure("bad_output", `"${operation.title}" gave something that ${problem}.`);
  }
  const { output, outcome } = result;
  if (outcome !== undefined && !operation.outcomes?.(config).includes(outcome)) {
    throw new StepFailure(
      "bad_output",
      `"${operation.title}" ended in a way that it does not have.`,
    );
  }
  const ports =
    typeof operation.outputs === "function" ? operation.outputs(config) : operation.outputs;
  for (const [name, port] of Object.entries(ports)) {
    const value = output[name];
    if (value === undefined && port.optional) continue;
    const refusal = refusalOf(port.type, value);
    if (!refusal) continue;
    const message = `"${operation.title}" gave a result that is not of the promised kind (${name}).`;
    throw new StepFailure("bad_output", message, { cause: refusal });
  }
  return result;
}

/** The types of an executor promise this, but its code may be wrong. */
function isResult(result: unknown): boolean {
  if (typeof result !== "object" || result === null || !("output" in result)) return false;
  return isJsonObject(result.output);
}
