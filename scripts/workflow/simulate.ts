import type { InlineCall, StepResult } from "#lib/engine/definition/catalog.ts";
import type { WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import type { PlanStep } from "#lib/engine/plan/plan.ts";
import { simulate } from "#lib/engine/simulate/simulate.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import { checkedInputs } from "#lib/runtime/forms/checked-inputs.ts";
import { catalog, operations } from "#lib/steps/registry.ts";

import type { Report } from "./report.ts";

/** Runs a definition and its child runs on a simulated clock with unlimited workers. */
export function simulateDefinition(definition: WorkflowDefinition, inputs: JsonObject): Report {
  const model = { durationOf, resultOf };
  const simulation = simulate(definition, catalog, model, checkedInputs(definition, inputs));
  const { status, error, makespanMs, sumFinishMs, ...counts } = simulation;
  const json = {
    status,
    makespanSeconds: makespanMs / 1_000,
    sumFinishSeconds: sumFinishMs / 1_000,
    peakConcurrency: counts.peakConcurrency,
    steps: definition.steps.length,
    completed: counts.completed,
    skipped: counts.skipped,
    ...(error && { error }),
  };
  const lines = Object.entries(json).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return { json, lines, failed: status !== "completed" };
}

function durationOf({ definition }: PlanStep): number {
  const seconds = definition.metadata["simulatedSeconds"];
  return typeof seconds === "number" && seconds > 0 ? Math.round(seconds * 1_000) : 0;
}

/**
 * Calculations run. Nothing outside is called and nobody is asked: such steps have no output, and end with their first
 * outcome.
 */
function resultOf(step: PlanStep, call: InlineCall): StepResult {
  const operation = operations.get(call.uses);
  if (operation?.mode === "inline") return operation.execute(call, call);
  const outcome = step.operation.outcomes(step.config)[0];
  return outcome === undefined ? { output: {} } : { output: {}, outcome };
}
