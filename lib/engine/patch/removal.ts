import type {
  Dependency,
  StepDefinition,
  WorkflowDefinition,
} from "#lib/engine/definition/definition.ts";

import type { PatchInput, StepChange } from "./patch.ts";

/**
 * The patch that removes one step and closes the gap: the steps right after it then follow the steps right before it.
 * Values that other steps read from it are not replaced. Validation reports those.
 */
export function removalOf(definition: WorkflowDefinition, id: string): PatchInput {
  const removed = definition.steps.find((step) => step.id === id);
  if (!removed) return { changes: [{ op: "remove", step: id }] };
  const { entryPoints, exitPoints } = definition;
  return {
    changes: [
      ...definition.steps.flatMap((step) => withoutIt(step, removed)),
      { op: "remove", step: id },
    ],
    ...(entryPoints?.includes(id) && { entryPoints: null }),
    ...(exitPoints?.includes(id) && { exitPoints: null }),
  };
}

function withoutIt(step: StepDefinition, removed: StepDefinition): StepChange[] {
  if (step.id === removed.id) return [];
  const dependencies = bypassing(step.dependencies, removed);
  if (step.cancels.includes(removed.id)) {
    const cancels = step.cancels.filter((other) => other !== removed.id);
    return [{ op: "replace", step: { ...step, cancels, dependencies } }];
  }
  if (!step.dependencies.some((edge) => edge.step === removed.id)) return [];
  return [{ op: "rewire", step: step.id, dependencies }];
}

/** The edges without those from the removed step. The edges into the removed step replace them, each source once. */
function bypassing(edges: readonly Dependency[], removed: StepDefinition): Dependency[] {
  const left = edges.filter(({ step }) => step !== removed.id);
  if (!edges.some(({ step, back }) => step === removed.id && !back)) return left;
  const known = new Set(left.map(({ step }) => step));
  const passed = removed.dependencies.filter((edge) => !edge.back && !known.has(edge.step));
  return [...left, ...passed];
}
