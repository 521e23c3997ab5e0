import type { Port } from "#lib/engine/definition/catalog.ts";
import { type Expression, parseExpression } from "#lib/engine/expression/expression.ts";
import { pathText } from "#lib/engine/value/path-text.ts";

import { called, type Finding, type ValidationContext } from "./context.ts";

/**
 * Where a definition uses an expression. `guard`: decides whether its step starts. `start`: is evaluated when the step
 * runs. `rule`: checks the step's result. `compensation`: is evaluated when the step is compensated. `end`: an output
 * of the workflow.
 */
export type ExpressionUse = {
  readonly at: "guard" | "start" | "rule" | "compensation" | "end";
  readonly step: number | null;
  readonly path: readonly (string | number)[];
  readonly expression: Expression;
  /** The input it is for. */
  readonly port?: Port;
  readonly expects: "boolean" | "any" | "list";
};

type Written = Omit<ExpressionUse, "expression"> & { readonly source: string };

/** Every expression of a definition, read; those that cannot be read become findings. */
export function readExpressions(context: ValidationContext): {
  uses: readonly ExpressionUse[];
  findings: readonly Finding[];
} {
  const uses: ExpressionUse[] = [];
  const findings: Finding[] = [];
  const read = ({ source, ...use }: Written): void => {
    const parsed = parseExpression(source);
    if (parsed.ok) uses.push({ ...use, expression: parsed.expression });
    else findings.push(unreadable(context, use, parsed));
  };
  for (const { index } of context.steps)
    for (const written of writtenIn(context, index)) read(written);
  for (const [name, source] of Object.entries(context.definition.outputs)) {
    read({ at: "end", step: null, path: ["outputs", name], source, expects: "any" });
  }
  return { uses, findings };
}

function writtenIn(context: ValidationContext, index: number): readonly Written[] {
  const { steps } = context;
  const { definition: step, contract } = steps[index]!;
  const written: Written[] = [];
  const own = ["steps", index];
  if (step.when !== undefined) {
    const path = [...own, "when"];
    written.push({ at: "guard", step: index, path, source: step.when, expects: "boolean" });
  }
  if (step.forEach) {
    const path = [...own, "forEach", "in"];
    written.push({ at: "start", step: index, path, source: step.forEach.in, expects: "list" });
  }
  for (const [name, source] of Object.entries(step.inputs)) {
    const port =
      contract && Object.hasOwn(contract.inputs, name) ? contract.inputs[name] : undefined;
    const path = [...own, "inputs", name];
    written.push({ at: "start", step: index, path, source, expects: "any", ...(port && { port }) });
  }
  for (const [name, { check }] of Object.entries(step.validationRules)) {
    const path = [...own, "validationRules", name, "check"];
    written.push({ at: "rule", step: index, path, source: check, expects: "boolean" });
  }
  for (const { path, source, expects } of contract?.operation.expressions(contract.config) ?? []) {
    const inConfig = [...own, "config", ...path];
    written.push({ at: "start", step: index, path: inConfig, source, expects });
  }
  written.push(...compensationUses(context, index));
  return written;
}

function compensationUses(
  { steps, catalog }: ValidationContext,
  index: number,
): readonly Written[] {
  const { compensate } = steps[index]!.definition;
  if (!compensate) return [];
  const operation = catalog.operations.get(compensate.uses);
  const parsed = operation?.parseConfig(compensate.config);
  if (!operation || !parsed?.ok) return [];
  const own = ["steps", index, "compensate"];
  const ports = operation.inputs(parsed.config);
  const inputs = Object.entries(compensate.inputs).map(([name, source]): Written => {
    const port = Object.hasOwn(ports, name) ? ports[name] : undefined;
    const path = [...own, "inputs", name];
    const written = { at: "compensation", step: index, path, source, expects: "any" } as const;
    return port ? Object.assign(written, { port }) : written;
  });
  const inConfig = operation
    .expressions(parsed.config)
    .map(({ path, source, expects }): Written => {
      const place = [...own, "config", ...path];
      return { at: "compensation", step: index, path: place, source, expects };
    });
  return [...inputs, ...inConfig];
}

function unreadable(
  { steps }: ValidationContext,
  { step, path }: Pick<ExpressionUse, "step" | "path">,
  { message, instead }: { readonly message: string; readonly instead?: string },
): Finding {
  const owner = step === null ? undefined : steps[step]?.definition;
  return {
    code: "expression",
    path,
    steps: owner ? [owner.id] : [],
    message: `${owner ? `${called(owner)}, ${placeIn(path)}` : `Output ${path.at(-1)}`}: ${message}`,
    ...(instead !== undefined && {
      fix: { title: `Write ${instead}`, changes: [{ op: "set", path, value: instead }] },
    }),
  };
}

/** Where in a step an expression stands, in words. */
export function placeIn(path: readonly (string | number)[]): string {
  const [, , field, ...names] = path;
  if (field === "when") return "its condition";
  if (field === "compensate") return `its compensation, ${pathText(names.slice(1))}`;
  if (field === "forEach") return "its list";
  if (field === "inputs") return `input ${names[0]}`;
  return field === "validationRules" ? `rule ${names[0]}` : pathText(names);
}
