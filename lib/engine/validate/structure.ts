import { workflowDefinition, type WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import type { Edit, QuickFix } from "#lib/engine/definition/quick-fix.ts";
import { pathText } from "#lib/engine/value/path-text.ts";
import { findProtoField, notPlain } from "#lib/engine/value/plain-name.ts";
import { readWithSchema, type SchemaProblem } from "#lib/engine/value/read-with-schema.ts";

import type { Finding } from "./context.ts";

type Parsed =
  | { readonly ok: true; readonly definition: WorkflowDefinition }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** Reads a document as a definition: its fields and their kinds, not yet their meaning. Never throws. */
export function parseStructure(input: unknown): Parsed {
  try {
    const proto = findProtoField(input);
    if (proto) return refuse(proto, `${pathText(proto)}: ${notPlain}`);
    const read = readWithSchema(workflowDefinition, input);
    if (read.ok) return { ok: true, definition: read.data };
    return { ok: false, findings: read.problems.slice(0, 100).map(findingOf) };
  } catch {
    // Documents nested thousands deep would overflow the parser's stack.
    return refuse([], "This document is nested too deeply to be read.");
  }
}

function refuse(path: Finding["path"], message: string): Parsed {
  return { ok: false, findings: [{ code: "structure", path, steps: [], message }] };
}

function findingOf(problem: SchemaProblem): Finding {
  const { path, message, unknown, meant } = problem;
  const place = pathText(path) || "The workflow";
  const finding = { code: "structure", path, steps: [] } as const;
  if (unknown === undefined) return { ...finding, message: `${place}: ${message}` };
  const owner = pathText(path.slice(0, -1)) || "The workflow";
  const there = `${owner} has no field "${unknown}"`;
  const advice = meant ? `Did you mean "${meant.name}"?` : "Remove it, or put it under metadata.";
  return { ...finding, message: `${there}. ${advice}`, fix: fixOf(problem) };
}

/** Calls a field by its name where the value that it has fits there, or else takes it away. */
export function fixOf({ path, unknown = "", meant }: SchemaProblem): QuickFix {
  const remove: Edit = { op: "remove", path };
  if (meant?.value === undefined) return { title: `Remove "${unknown}"`, changes: [remove] };
  const set: Edit = { op: "set", path: [...path.slice(0, -1), meant.name], value: meant.value };
  return { title: `Rename it ${meant.name}`, changes: [remove, set] };
}
