import type { z } from "zod";

import { workflowDefinition, type WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import { findProtoField, notPlain } from "#lib/engine/value/plain-name.ts";

import type { Finding } from "./context.ts";
import { pathText, sentenceOf } from "./issue-text.ts";

type Parsed =
  | { readonly ok: true; readonly definition: WorkflowDefinition }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** Reads a document as a definition: its fields and their kinds, not yet their meaning. Never throws. */
export function parseStructure(input: unknown): Parsed {
  try {
    const proto = findProtoField(input);
    if (proto) return refuse(proto, `${pathText(proto)}: ${notPlain}`);
    const parsed = workflowDefinition.safeParse(input, { reportInput: true });
    if (parsed.success) return { ok: true, definition: parsed.data };
    return { ok: false, findings: parsed.error.issues.flatMap(findingsOf).slice(0, 100) };
  } catch {
    // Documents nested thousands deep would overflow the parser's stack.
    return refuse([], "This document is nested too deeply to be read.");
  }
}

function refuse(path: Finding["path"], message: string): Parsed {
  return { ok: false, findings: [{ code: "structure", path, steps: [], message }] };
}

function findingsOf(issue: z.core.$ZodIssue): readonly Finding[] {
  const path = issue.path.map((name) => (typeof name === "symbol" ? String(name) : name));
  if (issue.code !== "unrecognized_keys") {
    return [
      {
        code: "structure",
        path,
        steps: [],
        message: `${pathText(path) || "The workflow"}: ${sentenceOf(issue)}`,
      },
    ];
  }
  return issue.keys.map((key) => ({
    code: "structure",
    path: [...path, key],
    steps: [],
    message: `${pathText(path) || "The workflow"} has no field "${key}". Remove it, or put it under metadata.`,
    fix: { title: `Remove "${key}"`, changes: [{ op: "remove", path: [...path, key] }] },
  }));
}
