import { ancestry } from "#lib/engine/definition/graph.ts";
import type { QuickFix } from "#lib/engine/definition/quick-fix.ts";
import { isMultiInstance, schemaOfPort } from "#lib/engine/definition/step-ports.ts";
import { checkExpression, type Expected, listShape } from "#lib/engine/expression/check.ts";
import { shapeOf } from "#lib/engine/expression/schema-shape.ts";
import { workflowInputs } from "#lib/engine/plan/data-flow.ts";
import { closestName } from "#lib/engine/value/closest-name.ts";
import type { Json } from "#lib/engine/value/json.ts";

import { called, type Finding, type ValidationContext } from "./context.ts";
import { typesOf } from "./expression-types.ts";
import { type ExpressionUse, placeIn } from "./expression-uses.ts";
import { unmetIn } from "./reads.ts";

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
  const problems = checkExpression(
    use.expression,
    typesOf(context, use),
    expectedOf(context, use),
  ).map(({ message, meant }) => {
    const isClash = use.port !== undefined && message.includes("does not fit here");
    const fix = meant ? rename(use, meant.written, meant.name) : null;
    return finding(context, use, isClash ? "type_clash" : "expression", message, fix);
  });
  if (problems.length > 0) return problems;
  return unmetIn(context, use).problems.map((one) => finding(context, use, "expression", one));
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
    ...(bindsByType(context, use.step, port.type) && {
      fix: { title: "Bind it by type", changes: [{ op: "remove", path: use.path }] },
    }),
  };
}

/** Whether a step before, or the only such input of the workflow, gives a value of the type. */
function bindsByType({ definition, steps, graph }: ValidationContext, step: number, type: string) {
  const isBefore = ancestry(graph);
  const gives = steps.some(
    ({ index, contract }) =>
      isBefore(index, step) &&
      Object.values(contract?.outputs ?? {}).some((port) => port.type === type && !port.optional),
  );
  return gives || workflowInputs(definition, type).length === 1;
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
