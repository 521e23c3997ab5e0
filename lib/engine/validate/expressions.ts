import type { Catalog } from "../catalog.ts";
import { checkExpression, type Expected, type ExpressionTypes } from "../expression-check.ts";
import { anything, type Member, shapeOf } from "../expression-shape.ts";
import { TypedEnvironment } from "../expression-types.ts";
import { ancestry } from "../graph.ts";
import type { Json } from "../json.ts";
import { nearestName } from "../nearest.ts";
import type { QuickFix } from "../quick-fix.ts";
import { type ExpressionUse, placeIn } from "./expression-uses.ts";
import { called, type Finding, type Subject } from "./subject.ts";

/** Schemas live as long as their catalog, and so does what is known of their types. */
const environments = new WeakMap<Catalog, TypedEnvironment>();

/** Names, order and types of every expression: it reads only what is there before its step, and fits its purpose. */
export function checkExpressions(
  subject: Subject,
  uses: readonly ExpressionUse[],
): readonly Finding[] {
  const isBefore = ancestry(subject.graph);
  return uses.flatMap((use): readonly Finding[] => {
    const misplaced = checkNames(subject, use, isBefore);
    return misplaced.length > 0 ? misplaced : checkTypes(subject, use);
  });
}

function checkNames(
  subject: Subject,
  use: ExpressionUse,
  isBefore: (ancestor: number, of: number) => boolean,
): readonly Finding[] {
  const { references } = use.expression;
  const findings: Finding[] = [];
  if (references.output.length > 0 && use.at !== "rule") {
    const message =
      "output is the result of a step under test; only validation rules have it. Write steps.<step>.<output>.";
    findings.push(finding(subject, use, "expression", message));
  }
  for (const id of new Set(references.steps.map(({ step }) => step))) {
    const found = checkStep(subject, use, id, isBefore);
    if (found) findings.push(found);
  }
  return findings;
}

function checkStep(
  subject: Subject,
  use: ExpressionUse,
  id: string,
  isBefore: (ancestor: number, of: number) => boolean,
): Finding | null {
  const index = subject.indexOf.get(id);
  if (index === undefined) {
    const meant = nearestName(id, subject.indexOf.keys());
    const hint = meant === null ? "" : ` Did you mean "${meant}"?`;
    const message = `there is no step "${id}".${hint}`;
    return finding(
      subject,
      use,
      "expression",
      message,
      meant === null ? null : rename(use, id, meant),
    );
  }
  if (use.step === null || isBefore(index, use.step)) return null;
  const own = subject.definition.steps[use.step]!;
  const other = subject.definition.steps[index]!;
  if (index === use.step) {
    const message =
      use.at === "rule"
        ? "a rule reads the step's own result as output.<name>."
        : "a step cannot read its own result.";
    return finding(subject, use, "not_before", message);
  }
  const message = `${called(other)} does not come before ${called(own)}, so ${use.expression.source} has no value yet.`;
  if (isBefore(use.step, index)) return finding(subject, use, "not_before", message);
  const path = ["steps", use.step, "dependencies", own.dependencies.length];
  const fix: QuickFix = {
    title: `Let ${called(own)} wait for ${called(other)}`,
    changes: [{ op: "set", path, value: { step: id } }],
  };
  return {
    ...finding(subject, use, "not_before", `${message} Make it a dependency.`, fix),
    steps: [own.id, id],
  };
}

function checkTypes(subject: Subject, use: ExpressionUse): readonly Finding[] {
  const clash = typeClash(subject, use);
  if (clash) return [clash];
  return checkExpression(use.expression, typesOf(subject, use), expectedOf(subject, use)).map(
    ({ message, meant }) => {
      const isClash = use.port !== undefined && message.includes("does not fit here");
      const fix = meant ? rename(use, meant.written, meant.name) : null;
      return finding(subject, use, isClash ? "type_clash" : "expression", message, fix);
    },
  );
}

/** A whole value handed on under another data type: what it means differs, even where its fields do not. */
function typeClash(subject: Subject, use: ExpressionUse): Finding | null {
  const { catalog, definition } = subject;
  const { port, expression } = use;
  if (!port || use.step === null || !expression.path) return null;
  const given = typeOfWhole(subject, expression.path);
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
  { definition, steps, indexOf }: Subject,
  path: readonly string[],
): string | undefined {
  const [root, first = "", output, ...more] = path;
  if (root === "inputs")
    return output === undefined ? named(definition.inputs, first)?.type : undefined;
  if (output === undefined || more.length > 0) return undefined;
  return named(steps[indexOf.get(first) ?? -1]?.contract?.outputs ?? {}, output)?.type;
}

function expectedOf({ catalog }: Subject, { port, expects }: ExpressionUse): Expected {
  const schema = port && catalog.dataTypes.get(port.type)?.jsonSchema;
  return schema ? shapeOf(schema) : expects;
}

function typesOf(subject: Subject, use: ExpressionUse): ExpressionTypes {
  const { definition, steps, indexOf, catalog } = subject;
  let environment = environments.get(catalog);
  if (!environment) environments.set(catalog, (environment = new TypedEnvironment()));
  const output = (index: number | null | undefined, name: string): Member | null => {
    const contract = steps[index ?? -1]?.contract;
    if (!contract) return null;
    const port = named(contract.outputs, name);
    if (!port) return { kind: "missing", known: Object.keys(contract.outputs) };
    return {
      kind: "shape",
      shape: shapeOfType(catalog, port.type),
      optional: port.optional === true,
    };
  };
  return {
    environment,
    output: (step, name) => output(indexOf.get(step), name),
    result: (name) => output(use.step, name),
    input: (name) => {
      const input = named(definition.inputs, name);
      if (!input) return { kind: "missing", known: Object.keys(definition.inputs) };
      const optional = input.optional && input.default === undefined;
      return { kind: "shape", shape: shapeOfType(catalog, input.type), optional };
    },
  };
}

function shapeOfType(catalog: Catalog, type: string) {
  const schema = catalog.dataTypes.get(type)?.jsonSchema;
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
  { steps }: Subject,
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
