import type { StepDefinition, WorkflowDefinition } from "#lib/engine/definition/definition.ts";

import type { Obstacle } from "./obstacle.ts";
import type { Patch, StepChange } from "./patch.ts";

export type Patched =
  | { readonly ok: true; readonly definition: WorkflowDefinition }
  | { readonly ok: false; readonly obstacles: readonly Obstacle[] };

/**
 * The definition with a patch applied; the original stays as it is. The result is a document like any other, to be
 * validated before it is used. A change of a step that is not there, or is there already, is an obstacle.
 */
export function applyPatch(definition: WorkflowDefinition, patch: Patch): Patched {
  const steps = [...definition.steps];
  const obstacles = patch.changes.flatMap((change) => make(change, steps) ?? []);
  if (obstacles.length > 0) return { ok: false, obstacles };
  const { entryPoints, exitPoints, ...others } = definition;
  const { name = others.name, description = others.description, outputs = others.outputs } = patch;
  const entries = patch.entryPoints === undefined ? entryPoints : patch.entryPoints;
  const exits = patch.exitPoints === undefined ? exitPoints : patch.exitPoints;
  return {
    ok: true,
    definition: {
      ...others,
      name,
      description,
      outputs,
      steps,
      ...(entries && { entryPoints: entries }),
      ...(exits && { exitPoints: exits }),
    },
  };
}

/** Makes one change in place. Returns why it cannot, if it cannot. */
function make(change: StepChange, steps: StepDefinition[]): Obstacle | null {
  const id = typeof change.step === "string" ? change.step : change.step.id;
  const at = steps.findIndex((step) => step.id === id);
  if (change.op === "add") {
    if (at >= 0) return obstacle("duplicate_step", id, `There is a step "${id}" already.`);
    return insert(steps, change.step, change.after);
  }
  const step = steps[at];
  if (!step) return obstacle("unknown_step", id, `There is no step "${id}".`);
  switch (change.op) {
    case "remove":
      steps.splice(at, 1);
      return null;
    case "replace":
      steps[at] = change.step;
      return null;
    case "rewire":
      steps[at] = { ...step, dependencies: change.dependencies };
      return null;
    case "move":
      steps.splice(at, 1);
      return insert(steps, step, change.after);
  }
}

/** At the end where no place is named. */
function insert(
  steps: StepDefinition[],
  step: StepDefinition,
  after: string | null | undefined,
): Obstacle | null {
  const place = steps.findIndex(({ id }) => id === after);
  if (typeof after === "string" && place < 0) {
    return obstacle("unknown_step", after, `There is no step "${after}" to come after.`);
  }
  steps.splice(after === undefined ? steps.length : place + 1, 0, step);
  return null;
}

function obstacle(code: Obstacle["code"], step: string, message: string): Obstacle {
  return { code, steps: [step], message };
}
