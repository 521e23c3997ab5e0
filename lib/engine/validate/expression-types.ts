import { noScope } from "#lib/engine/definedness/scope.ts";
import { itemsOf, shapeOfNode } from "#lib/engine/definedness/shapes.ts";
import type { Catalog, Port, Ports } from "#lib/engine/definition/catalog.ts";
import { outputSchema, iterationsSchema } from "#lib/engine/definition/instance-ports.ts";
import { schemaOfPort } from "#lib/engine/definition/step-ports.ts";
import { elementOf, type ExpressionTypes } from "#lib/engine/expression/check.ts";
import { parseExpression } from "#lib/engine/expression/expression.ts";
import { anything, type Member, type Shape, shapeOf } from "#lib/engine/expression/schema-shape.ts";
import { TypedEnvironment } from "#lib/engine/expression/typed-environment.ts";

import type { ValidationContext } from "./context.ts";
import type { ExpressionUse } from "./expression-uses.ts";

/** Schemas live as long as their catalog, and so does what is known of their types. */
const mostKnown = 2_000;
const environments = new WeakMap<Catalog, TypedEnvironment>();

/** What an expression at a place may read, by the contracts of the steps and the inputs of the workflow. */
export function typesOf(
  context: ValidationContext,
  use: Pick<ExpressionUse, "step" | "expression">,
): ExpressionTypes {
  const { definition, steps, indexOf, catalog } = context;
  let environment = environments.get(catalog);
  if (!environment || environment.size > mostKnown)
    environments.set(catalog, (environment = new TypedEnvironment()));
  const output = (ports: Ports | undefined, name: string): Member | null => {
    if (!ports) return null;
    const port = named(ports, name);
    if (!port) return { kind: "missing", known: Object.keys(ports) };
    return { kind: "shape", shape: shapeOfPort(catalog, port), optional: port.optional === true };
  };
  const types: ExpressionTypes = {
    environment,
    item: anything,
    output: (step, name) => output(steps[indexOf.get(step) ?? -1]?.contract?.outputs, name),
    result: (name) => output(steps[use.step ?? -1]?.contract?.ownOutputs, name),
    history: (step) => {
      const ports = steps[indexOf.get(step) ?? -1]?.contract?.outputs;
      const schema = ports && iterationsSchema(ports, catalog);
      return schema ? { kind: "shape", shape: shapeOf(schema), optional: false } : null;
    },
    input: (name) => {
      const input = named(definition.inputs, name);
      if (!input) return { kind: "missing", known: Object.keys(definition.inputs) };
      const optional = input.optional && input.default === undefined;
      return { kind: "shape", shape: shapeOfPort(catalog, { type: input.type }), optional };
    },
  };
  return use.step !== null && use.expression.references.instance
    ? { ...types, item: itemOf(context, use.step, types) }
    : types;
}

/**
 * What the instances of a step are made for: the items of its list, or what the steps before it give, where they agree.
 */
function itemOf(
  { steps, graph, catalog, indexOf }: ValidationContext,
  index: number,
  types: ExpressionTypes,
): Shape {
  const { forEach } = steps[index]!.definition;
  if (forEach) {
    const list = parseExpression(forEach.in);
    if (!list.ok) return anything;
    const item = elementOf(list.expression, types);
    const stepOf = (id: string): number | null => indexOf.get(id) ?? null;
    return item === anything
      ? itemsOf(shapeOfNode(list.expression.ast, noScope, { types, stepOf }))
      : item;
  }
  // A step that failed gave nothing.
  const sources = graph.parents[index]!.map(({ from, on }) =>
    on === "error" ? undefined : steps[from]!.contract?.outputs,
  );
  const schemas = new Set(sources.map((ports) => ports && outputSchema(ports, catalog)));
  const [schema, ...others] = schemas;
  return schema && others.length === 0 ? shapeOf(schema) : anything;
}

function shapeOfPort(catalog: Catalog, port: Port): Shape {
  const schema = schemaOfPort(port, catalog);
  return schema ? shapeOf(schema) : anything;
}

function named<T>(object: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
