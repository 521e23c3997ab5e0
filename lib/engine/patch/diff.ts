import type { StepDefinition, WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import { sameJson } from "#lib/engine/value/json.ts";

export type ChangedStep = {
  readonly id: string;
  readonly before: StepDefinition;
  readonly after: StepDefinition;
  /** Which of its fields differ. */
  readonly fields: readonly string[];
};

/** What is different between two definitions. Steps are told apart by their ids. */
export type DefinitionDiff = {
  readonly added: readonly StepDefinition[];
  readonly removed: readonly StepDefinition[];
  readonly changed: readonly ChangedStep[];
  readonly kept: readonly StepDefinition[];
  /** Whether steps that both have stand in another order. */
  readonly reordered: boolean;
  /** Which fields of the workflow itself differ, apart from its version and its dates. */
  readonly fields: readonly string[];
};

/** Compares two definitions: O(steps). Each list is in the order of the definition that its steps stand in. */
export function compareDefinitions(
  before: WorkflowDefinition,
  after: WorkflowDefinition,
): DefinitionDiff {
  const earlier = new Map(before.steps.map((step) => [step.id, step]));
  const later = new Set(after.steps.map(({ id }) => id));
  const changed: ChangedStep[] = [];
  const kept: StepDefinition[] = [];
  for (const step of after.steps) {
    const old = earlier.get(step.id);
    if (!old) continue;
    const fields = differing(old, step);
    if (fields.length === 0) kept.push(step);
    else changed.push({ id: step.id, before: old, after: step, fields });
  }
  const common = before.steps.filter(({ id }) => later.has(id));
  const places = after.steps.filter(({ id }) => earlier.has(id));
  const ofItsOwn = new Set<string>(["steps", "version", "createdAt", "updatedAt", "createdBy"]);
  return {
    added: after.steps.filter(({ id }) => !earlier.has(id)),
    removed: before.steps.filter(({ id }) => !later.has(id)),
    changed,
    kept,
    reordered: common.some(({ id }, at) => places[at]?.id !== id),
    fields: differing(before, after).filter((field) => !ofItsOwn.has(field)),
  };
}

/** Whether two definitions say the same, apart from their version and their dates. */
export function saysTheSame(diff: DefinitionDiff): boolean {
  const { added, removed, changed, reordered, fields } = diff;
  return [added, removed, changed, fields].every((list) => list.length === 0) && !reordered;
}

/** The fields in which two documents of a kind differ. */
function differing(a: object, b: object): string[] {
  const later = new Map(Object.entries(b));
  const changed = Object.entries(a).filter(([name, value]) => !sameJson(value, later.get(name)));
  const added = [...later.keys()].filter((name) => !Object.hasOwn(a, name));
  return [...changed.map(([name]) => name), ...added];
}
