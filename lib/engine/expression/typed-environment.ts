import type { Environment } from "@marcbachmann/cel-js";

import { isJsonObject, type JsonObject } from "#lib/engine/value/json.ts";

import { baseEnvironment } from "./environment.ts";
import { anything, choicesOf, kindsOf, type Shape, shapeOf, valuesOf } from "./schema-shape.ts";

/**
 * A typed CEL environment that knows one variable per schema it has met, so that expressions are checked with the
 * operators the library really has. Kept for as long as the schemas it describes.
 */
export class TypedEnvironment {
  readonly #environment: Environment = baseEnvironment.clone();
  readonly #variables = new Map<JsonObject, string>();
  readonly #types = new Map<JsonObject, string>();
  #objects = 0;

  constructor() {
    this.#environment.registerVariable("anything", "dyn");
  }

  /** So many schemas it has met. */
  get size(): number {
    return this.#variables.size;
  }

  /** The name of a variable of this shape. */
  variableOf(shape: Shape): string {
    if (shape === anything) return "anything";
    const known = this.#variables.get(shape.schema);
    if (known !== undefined) return known;
    const name = `value${this.#variables.size}`;
    this.#environment.registerVariable(name, this.#typeOf(shape, 0));
    this.#variables.set(shape.schema, name);
    return name;
  }

  /** The type of a CEL text over those variables, or what is wrong with it. */
  check(text: string): { readonly type: string } | { readonly error: unknown } {
    const result = this.#environment.check(text);
    return result.valid ? { type: result.type ?? "dyn" } : { error: result.error };
  }

  #typeOf(shape: Shape, depth: number): string {
    const known = this.#types.get(shape.schema);
    if (known !== undefined) return known;
    // Before its members are looked at: a schema that contains itself is "anything" inside.
    this.#types.set(shape.schema, "dyn");
    const type = depth > 20 ? "dyn" : this.#describe(shape, depth);
    this.#types.set(shape.schema, type);
    return type;
  }

  #describe(shape: Shape, depth: number): string {
    const choices = choicesOf(shape);
    if (choices) {
      const types = new Set(choices.map((choice) => this.#typeOf(choice, depth + 1)));
      const [only = "dyn"] = types;
      return types.size === 1 ? only : "dyn";
    }
    const [kind, ...others] = kindsOf(shape) ?? [];
    if (!kind || others.length > 0) return "dyn";
    if (kind === "string") return "string";
    if (kind === "number") return "double";
    if (kind === "boolean") return "bool";
    if (kind === "array") return `list<${this.#inside(shape, "items", depth)}>`;
    return kind === "object" && !valuesOf(shape) ? this.#object(shape, depth) : "dyn";
  }

  #object(shape: Shape, depth: number): string {
    const { properties, additionalProperties } = shape.schema;
    if (additionalProperties !== false || !isJsonObject(properties)) {
      const values = isJsonObject(properties)
        ? "dyn"
        : this.#inside(shape, "additionalProperties", depth);
      return `map<string, ${values}>`;
    }
    const fields = Object.fromEntries(
      Object.entries(properties).map(([name, schema]) => [
        name,
        isJsonObject(schema) ? this.#typeOf(shapeOf(schema, shape.document), depth + 1) : "dyn",
      ]),
    );
    const name = `Object${this.#objects++}`;
    this.#environment
      .registerType(name, { fields })
      .registerOperator(`${name} == ${name}: bool`, () => true);
    return name;
  }

  #inside({ schema, document }: Shape, keyword: string, depth: number): string {
    const inner = schema[keyword];
    return isJsonObject(inner) ? this.#typeOf(shapeOf(inner, document), depth + 1) : "dyn";
  }
}
