import type { Json, JsonObject } from "#lib/engine/value/json.ts";

import type { Catalog, Ports } from "./catalog.ts";

/** Schemas are kept as long as their catalog, because what is known of their types is kept by them. */
const known = new WeakMap<Catalog, Map<string, JsonObject>>();

/** Forms that people write make schemas of their own; more than these are not remembered at once. */
const mostKnown = 2_000;

const failures: JsonObject = {
  type: "array",
  items: {
    type: "object",
    properties: {
      index: { type: "integer" },
      code: { type: "string" },
      message: { type: "string" },
    },
    required: ["index", "code", "message"],
    additionalProperties: false,
  },
};

/** What a step gives that is divided into instances with these outputs. */
export function instancePorts(outputs: Ports, catalog: Catalog, atLeastOne = false): Ports {
  const schema = atLeastOne
    ? remembered(catalog, `some ${JSON.stringify(outputs)}`, () => ({
        ...listOf(outputs, catalog),
        minItems: 1,
      }))
    : iterationsSchema(outputs, catalog);
  return {
    results: { type: "list", jsonSchema: schema },
    failures: { type: "list", jsonSchema: failures },
  };
}

/** The schema of the list of outputs that several instances or iterations of a step produced. */
export function iterationsSchema(outputs: Ports, catalog: Catalog): JsonObject {
  return remembered(catalog, `iterations ${JSON.stringify(outputs)}`, () =>
    listOf(outputs, catalog),
  );
}

/** The schema of all outputs of a step, as one object. */
export function outputSchema(outputs: Ports, catalog: Catalog): JsonObject {
  return remembered(catalog, `output ${JSON.stringify(outputs)}`, () =>
    objectSchema(outputs, catalog),
  );
}

function remembered(catalog: Catalog, key: string, make: () => JsonObject): JsonObject {
  const schemas = known.get(catalog) ?? new Map<string, JsonObject>();
  known.set(catalog, schemas);
  const schema = schemas.get(key) ?? make();
  if (schemas.size >= mostKnown) schemas.clear();
  schemas.set(key, schema);
  return schema;
}

function listOf(outputs: Ports, catalog: Catalog): JsonObject {
  const { $defs, ...items } = objectSchema(outputs, catalog);
  return { type: "array", items, ...($defs !== undefined && { $defs }) };
}

function objectSchema(outputs: Ports, catalog: Catalog): JsonObject {
  const ports = Object.entries(outputs);
  const types = new Set(ports.map(([, { type }]) => type));
  return {
    type: "object",
    properties: Object.fromEntries(
      ports.map(([name, { type, jsonSchema }]) => [name, jsonSchema ?? { $ref: pointerTo(type) }]),
    ),
    required: ports.filter(([, { optional }]) => !optional).map(([name]) => name),
    additionalProperties: false,
    $defs: Object.fromEntries(
      [...types].map((type) => {
        const schema = catalog.dataTypes.get(type)?.jsonSchema ?? {};
        return [type, moved(schema, pointerTo(type))];
      }),
    ),
  };
}

function pointerTo(type: string): string {
  return `#/$defs/${type.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/**
 * The schema as it reads once it is embedded at `place` in another document: its references are changed to point there.
 */
function moved(schema: Json, place: string): Json {
  if (Array.isArray(schema)) return schema.map((one: Json) => moved(one, place));
  if (typeof schema !== "object" || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([name, value]): [string, Json] =>
      name === "$ref" && typeof value === "string"
        ? [name, `${place}${value.slice(1)}`]
        : [name, moved(value, place)],
    ),
  );
}
