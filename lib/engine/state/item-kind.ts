import type { Json } from "#lib/engine/value/json.ts";

import { instanceKeys } from "./instance-counts.ts";
import type { Parts } from "./state.ts";

/** The kind of the items in a list, named for people. */
export type ItemKind =
  | "empty values"
  | "texts"
  | "numbers"
  | "yes-or-no values"
  | "lists"
  | "records";

/**
 * The kind of item that all instances of a step have. Null where there are no instances yet, or items of several kinds.
 */
export function kindOfItems(parts: Parts | null): ItemKind | null {
  const kinds = new Set(
    parts ? instanceKeys(parts).map((key) => kindOf(parts.get(key)!.item)) : [],
  );
  const [first = null] = kinds;
  return kinds.size === 1 ? first : null;
}

/** The kind of one item. */
export function kindOf(item: Json): ItemKind {
  if (item === null) return "empty values";
  if (typeof item === "string") return "texts";
  if (typeof item === "number") return "numbers";
  if (typeof item === "boolean") return "yes-or-no values";
  return Array.isArray(item) ? "lists" : "records";
}
