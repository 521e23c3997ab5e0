import type { StepDefinition } from "#lib/engine/definition/definition.ts";
import type { Edit } from "#lib/engine/definition/quick-fix.ts";
import { isJsonObject, type Json, type JsonObject } from "#lib/engine/value/json.ts";

import { called, type Finding, type ValidationContext } from "./context.ts";

/** The deepest nesting of embedded workflows. More is taken for a mistake. */
const deepest = 10;
/** Of all workflows of a definition together. */
const mostSteps = 20_000;

/**
 * Proves the workflows that steps embed like the workflow around them. A finding in one of them is reported at the
 * step, with a path into its config. `check` validates their documents.
 */
export function checkChildren(
  context: ValidationContext,
  depth: number,
  check: (document: JsonObject) => readonly Finding[],
): readonly Finding[] {
  if (depth === 1 && stepsIn(context.definition) > mostSteps) return [tooLarge()];
  return context.steps.flatMap(({ index, definition: step, contract }): readonly Finding[] => {
    if (contract?.operation.mode !== "child") return [];
    const path = ["steps", index, "config", "definition"];
    const document = contract.config["definition"];
    if (document === undefined) return [notThere(context, index, contract.config["workflow"])];
    if (depth >= deepest) {
      const message = `${called(step)} runs a workflow ${deepest} workflows deep. Write some of them as steps.`;
      return [{ code: "structure", path, steps: [step.id], message }];
    }
    const findings = check(isJsonObject(document) ? document : {});
    return findings.map((finding) => within(finding, path, step));
  });
}

function notThere(
  { definition }: ValidationContext,
  index: number,
  workflow: Json | undefined,
): Finding {
  const step = definition.steps[index]!;
  const named = isJsonObject(workflow) ? workflow : {};
  const parts = [named["id"], named["version"]].filter((part) => typeof part === "string");
  const which = parts.join(" ");
  const message =
    which === ""
      ? `${called(step)} does not say which workflow it runs. Name a stored one under workflow, or write it under definition.`
      : `${called(step)} runs the workflow "${which}", which is not there. Name one that is stored, or write it under definition.`;
  return { code: "unknown_workflow", path: ["steps", index, "config"], steps: [step.id], message };
}

function tooLarge(): Finding {
  const message = `With the workflows that its steps run, this one has more than ${mostSteps} steps. Split it.`;
  return { code: "structure", path: ["steps"], steps: [], message };
}

/** A finding in the workflow at `path`, as it is reported at the step that embeds it. */
function within(finding: Finding, path: Finding["path"], step: StepDefinition): Finding {
  const { code, severity, fix } = finding;
  const moved = (change: Edit): Edit => ({ ...change, path: [...path, ...change.path] });
  return {
    code,
    path: [...path, ...finding.path],
    steps: [step.id],
    message: `In the workflow of ${called(step)}: ${finding.message}`,
    ...(severity && { severity }),
    ...(fix && { fix: { ...fix, changes: fix.changes.map(moved) } }),
  };
}

/** How many steps a document has, those of the workflows in it included; stops counting past the bound. */
function stepsIn(document: { readonly steps?: unknown }): number {
  let count = 0;
  const open: unknown[] = [document];
  for (let at = open.pop(); at !== undefined && count <= mostSteps; at = open.pop()) {
    const steps = isJsonObject(at) ? at["steps"] : undefined;
    if (!Array.isArray(steps)) continue;
    count += steps.length;
    for (const step of steps) {
      const config = isJsonObject(step) ? step["config"] : undefined;
      if (isJsonObject(config) && config["definition"] !== undefined)
        open.push(config["definition"]);
    }
  }
  return count;
}
