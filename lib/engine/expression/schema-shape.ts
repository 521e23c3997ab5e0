import { isJsonObject, type Json, type JsonObject } from "#lib/engine/value/json.ts";

/** A JSON Schema, and the document its references point into. */
export type Shape = { readonly schema: JsonObject; readonly document: JsonObject };

/** What a shape says of one of its names. `unsaid`: it may hold anything there. */
export type Member =
  | { readonly kind: "shape"; readonly shape: Shape; readonly optional: boolean }
  | { readonly kind: "unsaid" }
  | { readonly kind: "missing"; readonly known: readonly string[] };

/** Nothing is known of the value. */
export const anything: Shape = { schema: {}, document: {} };

/** The shape a document describes, with references followed. */
export function shapeOf(schema: JsonObject, document: JsonObject = schema): Shape {
  let at: Json | undefined = schema;
  // A reference to a reference to itself ends in "anything".
  for (let hops = 0; hops < 20 && isJsonObject(at) && typeof at["$ref"] === "string"; hops++) {
    at = follow(document, at["$ref"]);
  }
  return isJsonObject(at) && at["$ref"] === undefined ? { schema: at, document } : anything;
}

function follow(document: JsonObject, reference: string): Json | undefined {
  if (reference !== "#" && !reference.startsWith("#/")) return undefined;
  let at: Json | undefined = document;
  for (const name of reference.split("/").slice(1)) {
    at = isJsonObject(at) ? own(at, name.replaceAll("~1", "/").replaceAll("~0", "~")) : undefined;
  }
  return at;
}

/** What is under a name. */
export function memberOf(shape: Shape, name: string): Member {
  const { schema, document } = shape;
  const choices = choicesOf(shape);
  if (choices) {
    const others = choices.filter((choice) => choice.schema["type"] !== "null");
    if (others.length !== 1 || !others[0]) return { kind: "unsaid" };
    const member = memberOf(others[0], name);
    return member.kind === "shape" ? { ...member, optional: true } : member;
  }
  const properties = schema["properties"];
  const property = isJsonObject(properties) ? own(properties, name) : undefined;
  if (isJsonObject(property)) {
    const required = schema["required"];
    const optional = !(Array.isArray(required) && required.includes(name));
    return { kind: "shape", shape: shapeOf(property, document), optional };
  }
  if (isJsonObject(schema["additionalProperties"])) {
    const values = shapeOf(schema["additionalProperties"], document);
    const required = schema["required"];
    const always = Array.isArray(required) && required.includes(name);
    return { kind: "shape", shape: values, optional: !always };
  }
  const closed = schema["type"] === "object" && schema["additionalProperties"] === false;
  const kinds = kindsOf(shape);
  if (!closed && (!kinds || kinds.has("object"))) return { kind: "unsaid" };
  return { kind: "missing", known: isJsonObject(properties) ? Object.keys(properties) : [] };
}

/** The alternatives of a union; `null` for anything else. */
export function choicesOf({ schema, document }: Shape): readonly Shape[] | null {
  const choices = schema["anyOf"] ?? schema["oneOf"];
  if (!Array.isArray(choices)) return null;
  return choices.map((choice: Json) =>
    isJsonObject(choice) ? shapeOf(choice, document) : anything,
  );
}

const kindNames = ["null", "boolean", "number", "string", "array", "object"] as const;
export type Kind = (typeof kindNames)[number];

/** The kinds of JSON value a shape allows; `null` when it allows all. */
export function kindsOf(shape: Shape): ReadonlySet<Kind> | null {
  const choices = choicesOf(shape);
  if (choices) {
    const kinds = new Set<Kind>();
    for (const choice of choices) {
      const some = kindsOf(choice);
      if (!some) return null;
      for (const kind of some) kinds.add(kind);
    }
    return kinds;
  }
  const values = valuesOf(shape);
  if (values) return new Set(values.map(kindOf));
  const { type } = shape.schema;
  const names = Array.isArray(type) ? type : type === undefined ? [] : [type];
  const kinds = names.map((name: Json) => kindNamed(name));
  return kinds.length === 0 || kinds.includes(null)
    ? null
    : new Set(kinds.filter((kind) => kind !== null));
}

function kindNamed(type: Json): Kind | null {
  if (type === "integer") return "number";
  return kindNames.find((kind) => kind === type) ?? null;
}

/** The only values a shape allows; `null` when it is not a list of values. */
export function valuesOf({ schema }: Shape): readonly Json[] | null {
  if (schema["const"] !== undefined) return [schema["const"]];
  return Array.isArray(schema["enum"]) ? schema["enum"] : null;
}

function kindOf(value: Json): Kind {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  const type = typeof value;
  return type === "boolean" || type === "number" || type === "string" ? type : "object";
}

/** Why no value of `source` can be one of `target`, in words; `null` when some may be. */
export function clashOf(source: Shape, target: Shape): string | null {
  const [from, to] = [kindsOf(source), kindsOf(target)];
  if (from && to && ![...from].some((kind) => to.has(kind))) {
    return `it is ${kindsText(from)}, and ${kindsText(to)} is needed`;
  }
  const [given, wanted] = [valuesOf(source), valuesOf(target)];
  if (given && wanted && !given.some((value) => wanted.includes(value))) {
    return `it is ${listed(given)}, and ${listed(wanted)} is needed`;
  }
  if (to?.size === 1 && to.has("object")) return missingMember(source, target);
  return null;
}

function missingMember(source: Shape, target: Shape): string | null {
  const { required } = target.schema;
  if (!Array.isArray(required)) return null;
  for (const name of required) {
    if (typeof name !== "string") continue;
    const [has, wants] = [memberOf(source, name), memberOf(target, name)];
    if (has.kind === "missing") return `it has no "${name}"`;
    if (has.kind !== "shape" || wants.kind !== "shape") continue;
    if (clashOf(has.shape, wants.shape)) return `its "${name}" is of another type`;
  }
  return null;
}

const words: Record<Kind, string> = {
  null: "nothing",
  boolean: "yes or no",
  number: "a number",
  string: "text",
  array: "a list",
  object: "an object",
};

export function kindsText(kinds: ReadonlySet<Kind>): string {
  return [...kinds].map((kind) => words[kind]).join(" or ");
}

/** Values as they are written in an expression. */
export function listed(values: readonly Json[]): string {
  const shown = values.slice(0, 8).map((value) => JSON.stringify(value));
  return values.length > 8 ? `${shown.join(", ")}, …` : shown.join(", ");
}

function own(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
