import type { Explanation } from "#lib/data-types/explanation.ts";
import type { Allocation } from "#lib/data-types/portfolio.ts";
import { dataTypes } from "#lib/data-types/registry.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

/** The explanation among the values of a step's proposal or output. */
export function explanationIn(values: JsonObject | null): Explanation | null {
  return dataTypes.explanation.schema.safeParse(values?.["explanation"]).data ?? null;
}

/** The weights among the values of a step's output. */
export function allocationIn(values: JsonObject | null): Allocation | null {
  return dataTypes.allocation.schema.safeParse(values?.["allocation"]).data ?? null;
}
