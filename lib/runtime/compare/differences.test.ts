import * as fc from "fast-check";
import { expect, test } from "vitest";

import { type Json, sameJson } from "#lib/engine/value/json.ts";

import { differences } from "./differences.ts";

test("names the innermost places that differ, and what stands there in each", () => {
  const a = { total: 12, by: [{ name: "x", share: 1 }], gone: true };
  const b = { total: 15, by: [{ name: "x", share: 2 }, "more"], came: null, also: "new" };
  expect(differences(a, b, 10)).toEqual([
    { path: ["total"], a: 12, b: 15 },
    { path: ["by", "0", "share"], a: 1, b: 2 },
    { path: ["by", "1"], a: null, b: "more" },
    { path: ["gone"], a: true, b: null },
    { path: ["also"], a: null, b: "new" },
  ]);
  expect(differences(a, b, 2)).toHaveLength(2);
  expect(differences({ a: 1 }, [1], 5)).toEqual([{ path: [], a: { a: 1 }, b: [1] }]);
});

const json = fc.jsonValue({ maxDepth: 4 }).map((value): Json => JSON.parse(JSON.stringify(value)));

test("finds something exactly where two values are not the same, but for nulls that may be absent", () => {
  fc.assert(
    fc.property(json, json, fc.integer({ min: 1, max: 5 }), (a, b, most) => {
      expect(differences(a, a, most)).toEqual([]);
      const found = differences(a, b, most);
      expect(found.length).toBeLessThanOrEqual(most);
      const alike = JSON.stringify(withoutNulls(a)) === JSON.stringify(withoutNulls(b));
      expect(found.length > 0 ? !sameJson(a, b) : alike).toBe(true);
    }),
  );
});

/** Key order does not count. A null in an object or at the end of a list counts as absent. */
function withoutNulls(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value)
    .filter(([, of]) => of !== null)
    .map(([key, of]): [string, Json] => [key, withoutNulls(of)])
    .toSorted(([x], [y]) => (x < y ? -1 : 1));
  return [Array.isArray(value), entries];
}
