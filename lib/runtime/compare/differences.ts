import type { Json } from "#lib/engine/value/json.ts";

/** One place where two values differ, with both values there. Absent is null. */
export type Difference = { readonly path: readonly string[]; readonly a: Json; readonly b: Json };

/** Where two values differ, innermost places first to last, at most `most` of them. */
export function differences(
  a: Json | undefined,
  b: Json | undefined,
  most: number,
  path: readonly string[] = [],
): Difference[] {
  if (isBranch(a) && isBranch(b) && Array.isArray(a) === Array.isArray(b)) {
    const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
    const found: Difference[] = [];
    for (const key of new Set([...left.keys(), ...right.keys()])) {
      if (found.length >= most) break;
      const here = [...path, key];
      found.push(...differences(left.get(key), right.get(key), most - found.length, here));
    }
    return found;
  }
  return Object.is(a ?? null, b ?? null) ? [] : [{ path, a: a ?? null, b: b ?? null }];
}

function isBranch(
  value: Json | undefined,
): value is Exclude<Json, null | boolean | number | string> {
  return typeof value === "object" && value !== null;
}
