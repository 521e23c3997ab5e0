import type { Json } from "#lib/engine/value/json.ts";

export type Edit =
  /** Puts a value at a path; past the end of a list it is appended. */
  | { readonly op: "set"; readonly path: readonly (string | number)[]; readonly value: Json }
  | { readonly op: "remove"; readonly path: readonly (string | number)[] };

/** A change to a definition that solves what a diagnostic reports, titled like a button: "Remove this dependency". */
export type QuickFix = { readonly title: string; readonly changes: readonly Edit[] };

/**
 * The definition with a fix applied. The original stays as it is. An edit whose place no longer exists is left out. The
 * result is a document like any other and has to be validated before use.
 */
export function applyQuickFix(definition: unknown, fix: QuickFix): unknown {
  return fix.changes.reduce<unknown>((document, change) => apply(document, change, 0), definition);
}

function apply(document: unknown, change: Edit, depth: number): unknown {
  const name = change.path[depth];
  if (name === undefined) return change.op === "set" ? change.value : document;
  const last = depth === change.path.length - 1;
  if (document === undefined) {
    // A field that was left out because of its default is created when an edit needs it.
    return change.op === "set"
      ? apply(typeof name === "number" ? [] : {}, change, depth)
      : undefined;
  }
  if (Array.isArray(document)) return applyToList([...document], change, depth, last);
  if (typeof document !== "object" || document === null || typeof name === "number")
    return document;
  const entries = new Map(Object.entries(document));
  const value =
    last && change.op === "remove" ? undefined : apply(entries.get(name), change, depth + 1);
  if (value === undefined) entries.delete(name);
  else entries.set(name, value);
  return Object.fromEntries(entries);
}

function applyToList(list: unknown[], change: Edit, depth: number, last: boolean): unknown {
  const at = change.path[depth];
  if (typeof at !== "number" || at < 0) return list;
  if (last && change.op === "remove") return list.toSpliced(at, 1);
  if (at < list.length) list[at] = apply(list[at], change, depth + 1);
  else if (last && change.op === "set") list.push(change.value);
  return list;
}
