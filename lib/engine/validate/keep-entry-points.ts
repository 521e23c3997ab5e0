import type { WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import { applyQuickFix, type Edit } from "#lib/engine/definition/quick-fix.ts";

import type { Finding } from "./context.ts";

/**
 * The finding with a fix that, where it changes whether a step waits for others, also changes the list of entry points,
 * if the workflow has one: or the fix would lead to another error.
 */
export function keepEntryPoints(definition: WorkflowDefinition, finding: Finding): Finding {
  const { fix } = finding;
  const { entryPoints } = definition;
  if (!fix || !entryPoints) return finding;
  const touched = new Set(
    fix.changes.flatMap(({ path: [field, index, part] }) =>
      field === "steps" && part === "dependencies" && typeof index === "number" ? [index] : [],
    ),
  );
  if (touched.size === 0) return finding;
  const after = applyQuickFix(definition, fix);
  const edits: Edit[] = [];
  const removed: number[] = [];
  for (const index of touched) {
    const { id } = definition.steps[index]!;
    const starts = startsAtOnce(after, index);
    const listed = entryPoints.indexOf(id);
    if (starts && listed < 0)
      edits.push({
        op: "set",
        path: ["entryPoints", entryPoints.length + edits.length],
        value: id,
      });
    if (!starts && listed >= 0) removed.push(listed);
  }
  for (const at of removed.toSorted((a, b) => b - a))
    edits.push({ op: "remove", path: ["entryPoints", at] });
  return { ...finding, fix: { ...fix, changes: [...fix.changes, ...edits] } };
}

/** Whether a step of a document waits for nothing but loops. */
function startsAtOnce(document: unknown, index: number): boolean {
  const steps: unknown = fieldOf(document, "steps");
  const dependencies: unknown = fieldOf(Array.isArray(steps) ? steps[index] : null, "dependencies");
  return (
    !Array.isArray(dependencies) ||
    dependencies.every((one: unknown) => fieldOf(one, "back") === true)
  );
}

function fieldOf(owner: unknown, name: string): unknown {
  return typeof owner === "object" && owner !== null ? Reflect.get(owner, name) : undefined;
}
