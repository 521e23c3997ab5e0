import { z } from "zod";

import type { JsonObject } from "#lib/engine/value/json.ts";

/** A semantic type of values that flow between steps, with the schema that every such value satisfies. */
export type DataTypeSpec<S extends z.ZodType = z.ZodType> = {
  readonly title: string;
  readonly schema: S;
  readonly basic: boolean;
};

export function dataType<S extends z.ZodType>(title: string, schema: S): DataTypeSpec<S> {
  return { title, schema, basic: false };
}

/** A type that says how a value is written, not what it means. Inputs never bind to steps by it. */
export function basicType<S extends z.ZodType>(title: string, schema: S): DataTypeSpec<S> {
  return { title, schema, basic: true };
}

const jsonObject = z.record(z.string(), z.json());

/** The JSON Schema of a data type's values, as published in the catalog and used to type expressions. */
export function jsonSchemaOf(schema: z.ZodType): JsonObject {
  return jsonObject.parse(z.toJSONSchema(schema, { io: "output", unrepresentable: "any" }));
}
