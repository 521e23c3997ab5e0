import type { z } from "zod";

import { type DataTypeId, type DataTypes, dataTypes } from "#lib/data-types/registry.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";
import type { Json } from "#lib/engine/value/json.ts";

type ValueOf<T extends DataTypeId> = z.output<DataTypes[T]["schema"]>;

/** The newest value of a data type that a run's completed steps have produced; `null` when there is none. */
export function latestOf<T extends DataTypeId>(
  { plan, state }: WorkingState,
  type: T,
): { value: ValueOf<T>; stepId: string } | null {
  let newest: { value: Json; stepId: string; revision: number } | null = null;
  for (const { index, id, operation, config, multiInstance } of plan.steps) {
    const { status, output, revision } = state.steps[index]!;
    if (
      multiInstance ||
      status !== "completed" ||
      !output ||
      (newest && newest.revision > revision)
    )
      continue;
    for (const [name, port] of Object.entries(operation.outputs(config))) {
      const value = output[name];
      if (port.type === type && value !== undefined) newest = { value, stepId: id, revision };
    }
  }
  if (!newest) return null;
  const parsed = dataTypes[type].schema.safeParse(newest.value);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- parsed with the schema of that very type
  return parsed.success ? { value: parsed.data as ValueOf<T>, stepId: newest.stepId } : null;
}

/** The portfolio that a run has saved. */
export function portfolioOf(work: WorkingState): ValueOf<"portfolio-ref"> | null {
  return latestOf(work, "portfolio-ref")?.value ?? null;
}
