import type { z } from "zod";

import { workflowDefinition, type WorkflowDefinition } from "../definition.ts";
import type { Finding } from "./subject.ts";

type Parsed =
  | { readonly ok: true; readonly definition: WorkflowDefinition }
  | { readonly ok: false; readonly findings: readonly Finding[] };

/** Reads a document as a definition: its fields and their kinds, not yet their meaning. Never throws. */
export function parseStructure(input: unknown): Parsed {
  try {
    const parsed = workflowDefinition.safeParse(input);
    if (parsed.success) return { ok: true, definition: parsed.data };
    return { ok: false, findings: parsed.error.issues.flatMap(findingsOf).slice(0, 100) };
  } catch {
    // Documents nested thousands deep exhaust the reader's stack.
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
      { code: "structure", path, steps: [], message: `${placeOf(path)}: ${sentenceOf(issue)}` },
    ];
  }
  return issue.keys.map((key) => ({
    code: "structure",
    path: [...path, key],
    steps: [],
    message: `${placeOf(path)} has no field "${key}". Remove it, or put it under metadata.`,
    fix: { title: `Remove "${key}"`, changes: [{ op: "remove", path: [...path, key] }] },
  }));
}

/** `steps 3 › dependencies 1`: lists are counted from 1, as people do. */
function placeOf(path: readonly (string | number)[]): string {
  if (path.length === 0) return "The workflow";
  return path
    .map((name) => (typeof name === "number" ? ` ${name + 1}` : ` › ${name}`))
    .join("")
    .replace(/^ › /u, "");
}

function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.input === undefined && issue.code === "invalid_type") return "This is missing.";
  if (issue.code === "invalid_value") {
    return `This must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}.`;
  }
  if (issue.code === "invalid_union") return "This has none of the forms that are possible here.";
  return issue.message.endsWith(".") ? issue.message : `${issue.message}.`;
}
