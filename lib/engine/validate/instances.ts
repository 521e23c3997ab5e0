import type { StepDefinition } from "#lib/engine/definition/definition.ts";
import type { QuickFix } from "#lib/engine/definition/quick-fix.ts";
import { parseExpression } from "#lib/engine/expression/expression.ts";
import type { Json } from "#lib/engine/value/json.ts";

import { called, type Finding, type ValidationContext } from "./context.ts";

type ForEach = NonNullable<StepDefinition["forEach"]>;

/** Checks that the settings of multi-instance steps fit together. */
export function checkInstances({
  definition,
  handlesError,
}: ValidationContext): readonly Finding[] {
  return definition.steps.flatMap((step, index) => [
    ...(step.join === "each" ? oneForEachEdge(step, index) : []),
    ...(step.forEach ? oneForEachItem(step, index, step.forEach) : []),
    ...(step.forEach && handlesError.has(index) ? unheard(step, index, step.forEach) : []),
  ]);
}

function oneForEachEdge(step: StepDefinition, index: number): readonly Finding[] {
  if (step.forEach) {
    const message = `${called(step)} is done for each branch that leads to it and for each item of a list. Wait for the branches, or remove the list.`;
    return [finding(step, ["steps", index, "join"], message, waitForAll(index))];
  }
  if (step.dependencies.length === 0) {
    const message = `${called(step)} is done for each branch that leads to it, but none does. Name the steps it depends on.`;
    return [finding(step, ["steps", index, "join"], message, waitForAll(index))];
  }
  const at = step.dependencies.findIndex(({ back }) => back);
  if (at < 0) return [];
  const message = `A loop leads back to ${called(step)}, which is done for each branch that leads to it: there would be none. Lead back to a step before it, or begin with the first branch.`;
  const fix = set(["steps", index, "join"], "any", "Begin with the first branch");
  return [finding(step, ["steps", index, "dependencies", at], message, fix)];
}

function oneForEachItem(
  step: StepDefinition,
  index: number,
  { in: list, complete, open }: ForEach,
): readonly Finding[] {
  const own = ["steps", index, "forEach"];
  if (open && complete === "none") {
    const message = `${called(step)} goes on at once, so nobody waits for what is added to its list. Let it wait for all, or close the list.`;
    return [
      finding(step, [...own, "open"], message, set([...own, "complete"], "all", "Wait for all")),
    ];
  }
  const length = lengthOf(list);
  if (typeof complete !== "object" || length === null || open || complete.count <= length)
    return [];
  const message = `${called(step)} waits for ${complete.count} instances, but its list has ${length} ${length === 1 ? "item" : "items"}. Wait for all of them.`;
  return [
    finding(step, [...own, "complete"], message, set([...own, "complete"], "all", "Wait for all")),
  ];
}

/** Settings for the failure of a step have no effect on instances that it does not wait for. */
function unheard(step: StepDefinition, index: number, forEach: ForEach): readonly Finding[] {
  if (forEach.complete !== "none" || forEach.onInstanceError === "collect") return [];
  const path = ["steps", index, "forEach", "onInstanceError"];
  const message = `${called(step)} goes on at once, so the step that handles its failure does not hear of an instance that fails later, and the workflow fails. Collect the failures, or let it wait for all.`;
  return [finding(step, path, message, set(path, "collect", "Collect the failures"))];
}

/** The number of items of a list that is written out. */
function lengthOf(source: string): number | null {
  const parsed = parseExpression(source);
  return parsed.ok && parsed.expression.ast.op === "list"
    ? parsed.expression.ast.args.length
    : null;
}

function waitForAll(index: number): QuickFix {
  return set(["steps", index, "join"], "all", "Wait for all of them");
}

function set(path: readonly (string | number)[], value: Json, title: string): QuickFix {
  return { title, changes: [{ op: "set", path, value }] };
}

function finding(
  step: StepDefinition,
  path: readonly (string | number)[],
  message: string,
  fix: QuickFix,
): Finding {
  return { code: "instances", path, steps: [step.id], message, fix };
}
