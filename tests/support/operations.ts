import type { Json, JsonObject } from "#lib/engine/value/json.ts";
import type { JobContext, Operation } from "#lib/steps/contract/operation.ts";

/** An interactive operation with its config parsed, ready to be asked and answered. */
export function interactive(operation: Operation, config: JsonObject, input: JsonObject = {}) {
  if (operation.mode !== "interactive") throw new Error(`${operation.id} is not interactive`);
  const call = { config: operation.config.parse(config), input };
  return {
    form: operation.form(call),
    accept: (data: JsonObject) => operation.accept({ ...call, data }),
  };
}

/** Runs an inline operation; its expressions are looked up in `values`. */
export function runInline(
  operation: Operation,
  config: JsonObject,
  input: JsonObject = {},
  values: Readonly<Record<string, Json>> = {},
) {
  if (operation.mode !== "inline") throw new Error(`${operation.id} is not inline`);
  const evaluate = (source: string): Json => {
    const value = values[source];
    if (value === undefined) throw new Error(`The test gives no value for ${source}`);
    return value;
  };
  return operation.execute({ config: operation.config.parse(config), input }, { evaluate });
}

/** Runs a job operation with the parts of its context that the test gives. Using anything else throws. */
export async function runJob(
  operation: Operation,
  config: JsonObject,
  input: JsonObject = {},
  given: Partial<JobContext> = {},
) {
  if (operation.mode !== "job") throw new Error(`${operation.id} is not a job`);
  const context: JobContext = {
    get db(): never {
      throw new Error("This test has no database");
    },
    now: new Date("2026-01-05T09:00:00Z"),
    signal: AbortSignal.timeout(60_000),
    execution: {
      id: "00000000-0000-4000-8000-000000000011",
      ownerId: "00000000-0000-4000-8000-000000000001",
      workflowName: "A test",
    },
    step: { id: "step", name: "Step", description: "", aiPrompt: null },
    attempt: 1,
    note: null,
    stream: () => {},
  };
  const used = Object.defineProperties(context, Object.getOwnPropertyDescriptors(given));
  return await operation.execute({ config: operation.config.parse(config), input }, used);
}
