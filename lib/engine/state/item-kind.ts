import type { Json } from "#lib/engine/value/json.ts";

import { instanceKeys } from "./instance-counts.ts";
import type { Parts } from "./state.ts";

/** In the words of who is told what a list holds. */
export type ItemKind =
  | "empty values"
  | "texts"
  | "numbers"
  | "yes-or-no values"
  | "lists"
  | "records";

/** What the instances of a step were all made for; null where there are none yet, or for things of several kinds. */
export function kindOfItems(parts: Parts | null): ItemKind | null {
  const kinds = new Set(
    parts ? instanceKeys(parts).map((key) => kindOf(parts.get(key)!.item)) : [],
  );
  const [first = null] = kinds;
  return kinds.size === 1 ? first : null;
}

/** What kind of thing this is one of. */
export function kindOf(item: Json): ItemKind {
  if (item === null) return "empty values";
  if (typeof item === "string") return "texts";
  if (typeof item === "number") return "numbers";
  if (typeof item === "boolean") return "yes-or-no values";
  return Array.isArray(item) ? "lists" : "records";
}
