import type { Catalog, Port, Ports } from "#lib/engine/definition/catalog.ts";
import { ancestry } from "#lib/engine/definition/graph.ts";
import { outputSchema, iterationsSchema } from "#lib/engine/definition/instance-ports.ts";
import type { QuickFix } from "#lib/engine/definition/quick-fix.ts";
import { isMultiInstance, schemaOfPort } from "#lib/engine/definition/step-ports.ts";
import {
  checkExpression,
  elementOf,
  type Expected,
  type ExpressionTypes,
  listShape,
} from "#lib/engine/expression/check.ts";
import { parseExpression } from "#lib/engine/expression/expression.ts";
import { anything, type Member, type Shape, shapeOf } from "#lib/engine/expression/schema-shape.ts";
import { TypedEnvironment } from "#lib/engine/expression/typed-environment.ts";
import { closestName } from "#lib/engine/value/closest-name.ts";
import type { Json } from "#lib/engine/value/json.ts";

import { called, type Finding, type ValidationContext } from "./context.ts";
import { type ExpressionUse, placeIn } from "./expression-uses.ts";

/** Schemas live as long as their catalog, and so does what is known of their types. */
const environments = new WeakMap<Catalog, TypedEnvironment>();

/** Names, order and types of every expression: it reads only what is there before its step, and fits its purpose. */
export function checkExpressions(
  context: ValidationContext,
  uses: readonly ExpressionUse[],
): readonly Finding[] {
  const isBefore = ancestry(context.graph);
  return uses.flatMap((use): readonly Finding[] => {
    const misplaced = checkNames(context, use, isBefore);
    return misplaced.length > 0 ? misplaced : checkTypes(context, use);
  });
}

function checkNames(
  context: ValidationContext,
  use: ExpressionUse,
  isBefore: (ancestor: number, of: number) => boolean,
): readonly Finding[] {
  const { references } = use.expression;
  const findings: Finding[] = [];
  if (references.output.length > 0 && use.at !== "rule") {
    const message =
      "output is the result of a step under test; only validation rules have it. Write steps.<step>.<output>.";
    findings.push(finding(context, use, "expression", message));
  }
  if (references.instance && !hasInstance(context, use)) {
    findings.push(finding(context, use, "expression", noInstance(use)));
  }
  for (const id of references.history) {
    if (!context.indexOf.has(id)) findings.push(unknownStep(context, use, id));
  }
  for (const id of new Set(references.steps.map(({ step }) => step))) {
    const found = checkStep(context, use, id, isBefore);
    if (found) findings.push(found);
  }
  return findings;
}

/** Whether the expression is evaluated for an instance of its step. */
function hasInstance({ definition }: ValidationContext, { step, path }: ExpressionUse): boolean {
  return (
    step !== null &&
    isMultiInstance(definition.steps[step]!) &&
    path[2] !== "forEach" &&
    path[2] !== "compensate"
  );
}

function noInstance({ path }: ExpressionUse): string {
  return path[2] === "forEach"
    ? "item and index are what this list is made of; they are known in the rest of the step."
    : "item and index are known only in a step that is done for each item of a list. Give it forEach, or name the value.";
}

function unknownStep(context: ValidationContext, use: ExpressionUse, id: string): Finding {
  const meant = closestName(id, context.indexOf.keys());
  const hint = meant === null ? "" : ` Did you mean "${meant}"?`;
  const fix = meant === null ? null : rename(use, id, meant);
  return finding(context, use, "expression", `there is no step "${id}".${hint}`, fix);
}

function checkStep(
  context: ValidationContext,
  use: ExpressionUse,
  id: string,
  isBefore: (ancestor: number, of: number) => boolean,
): Finding | null {
  const index = context.indexOf.get(id);
  if (index === undefined) return unknownStep(context, use, id);
  if (use.step === null || isBefore(index, use.step)) return null;
  if (use.at === "compensation" && index === use.step) return null;
  const own = context.definition.steps[use.step]!;
  const other = context.definition.steps[index]!;
  if (index === use.step) {
    const message =
      use.at === "rule"
        ? "a rule reads the step's own result as output.<name>."
        : "a step cannot read its own result.";
    return finding(context, use, "not_before", message);
  }
  const message = `${called(other)} does not come before ${called(own)}, so ${use.expression.source} has no value yet.`;
  if (isBefore(use.step, index)) return finding(context, use, "not_before", message);
  const path = ["steps", use.step, "dependencies", own.dependencies.length];
  const fix: QuickFix = {
    title: `Let ${called(own)} wait for ${called(other)}`,
    changes: [{ op: "set", path, value: { step: id } }],
  };
  return {
    ...finding(context, use, "not_before", `${message} Make it a dependency.`, fix),
    steps: [own.id, id],
  };
}

function checkTypes(context: ValidationContext, use: ExpressionUse): readonly Finding[] {
  const clash = typeClash(context, use);
  if (clash) return [clash];
  return checkExpression(use.expression, typesOf(context, use), expectedOf(context, use)).map(
    ({ message, meant }) => {
      const isClash = use.port !== undefined && message.includes("does not fit here");
      const fix = meant ? rename(use, meant.written, meant.name) : null;
      return finding(context, use, isClash ? "type_clash" : "expression", message, fix);
    },
  );
}

/** A whole value handed on under another data type: what it means differs, even where its fields do not. */
function typeClash(context: ValidationContext, use: ExpressionUse): Finding | null {
  const { catalog, definition } = context;
  const { port, expression } = use;
  if (!port || use.step === null || !expression.path) return null;
  const given = typeOfWhole(context, expression.path);
  if (given === undefined || given === port.type) return null;
  const [from, to] = [catalog.dataTypes.get(given), catalog.dataTypes.get(port.type)];
  if (!from || !to || from.basic || to.basic) return null;
  const step = definition.steps[use.step]!;
  return {
    code: "type_clash",
    path: use.path,
    steps: [step.id],
    message: `${called(step)}, ${placeIn(use.path)}: ${expression.source} is of type "${from.title}", and "${to.title}" is needed. Remove the expression to let it bind by type, or choose another value.`,
    fix: { title: "Bind it by type", changes: [{ op: "remove", path: use.path }] },
  };
}

/** The data type of the value a path names, where it names all of it. */
function typeOfWhole(
  { definition, steps, indexOf }: ValidationContext,
  path: readonly string[],
): string | undefined {
  const [root, first = "", output, ...more] = path;
  if (root === "inputs")
    return output === undefined ? named(definition.inputs, first)?.type : undefined;
  if (root !== "steps" || output === undefined || more.length > 0) return undefined;
  return named(steps[indexOf.get(first) ?? -1]?.contract?.outputs ?? {}, output)?.type;
}

function expectedOf({ catalog }: ValidationContext, { port, expects }: ExpressionUse): Expected {
  if (expects === "list") return listShape;
  const schema = port && schemaOfPort(port, catalog);
  return schema ? shapeOf(schema) : expects;
}

function typesOf(context: ValidationContext, use: ExpressionUse): ExpressionTypes {
  const { definition, steps, indexOf, catalog } = context;
  let environment = environments.get(catalog);
  if (!environment) environments.set(catalog, (environment = new TypedEnvironment()));
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
 * The shape of the items that the instances of a step are created for: those of its list, or what the steps before it
 * give, where these agree.
 */
function itemOf(
  { steps, graph, catalog }: ValidationContext,
  index: number,
  types: ExpressionTypes,
): Shape {
  const { forEach } = steps[index]!.definition;
  if (forEach) {
    const list = parseExpression(forEach.in);
    return list.ok ? elementOf(list.expression, types) : anything;
  }
  // A failed step has no outputs.
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

/** The same expression with one name written as it was meant. */
function rename(
  { path, expression }: ExpressionUse,
  written: string,
  name: string,
): QuickFix | null {
  const pattern = new RegExp(`(?<![\\w-])${escaped(written)}(?![\\w-])`, "gu");
  const value: Json = expression.source.replaceAll(pattern, () => name);
  return value === expression.source
    ? null
    : { title: `Write ${name}`, changes: [{ op: "set", path, value }] };
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, String.raw`\$&`);
}

function finding(
  { steps }: ValidationContext,
  { step, path }: ExpressionUse,
  code: Finding["code"],
  message: string,
  fix: QuickFix | null = null,
): Finding {
  const owner = step === null ? undefined : steps[step]?.definition;
  const place = owner ? `${called(owner)}, ${placeIn(path)}` : `Output ${path.at(-1)}`;
  return {
    code,
    path,
    steps: owner ? [owner.id] : [],
    message: `${place}: ${message}`,
    ...(fix && { fix }),
  };
}

function named<T>(object: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
