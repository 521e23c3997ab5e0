import { isDataTypeId, schemaOf } from "#lib/data-types/registry.ts";
import type { Ports } from "#lib/engine/definition/catalog.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

/** What is wrong with the values of some ports: an unknown data type, a missing value, one of another type. */
export function portFaults(ports: Ports, values: JsonObject): string[] {
  return Object.entries(ports).flatMap(([name, { type, optional }]) => {
    if (!isDataTypeId(type)) return [`${name}: there is no data type ${type}`];
    const value = values[name];
    if (value === undefined) return optional ? [] : [`${name} is missing`];
    const { error } = schemaOf(type).safeParse(value);
    return error ? [`${name}: ${error.message}`] : [];
  });
}
