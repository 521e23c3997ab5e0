import type { z } from "zod";

import { isJson } from "#lib/engine/value/json.ts";

import { dataTypes } from "./registry.ts";

/** The same map with plain types: a lookup by a name known only at run time needs no more. */
const specs: Readonly<Record<string, { readonly schema: z.ZodType }>> = dataTypes;

/** Why a value is not of the data type, or null when it is. */
export function refusalOf(type: string, value: unknown): Error | null {
  const spec = specs[type];
  if (!spec) return new Error(`There is no data type "${type}".`);
  // Any JSON: the schema would try six kinds at every level, and most values are of this type.
  if (type === "json" && isJson(value)) return null;
  return spec.schema.safeParse(value).error ?? null;
}
