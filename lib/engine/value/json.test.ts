import { anything, assert, jsonValue, oneof, property } from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";

import { canonicalJson, isJson, sameJson } from "./json.ts";

test("all that is JSON is taken, and nothing that the schema of any JSON value refuses", () => {
  const values = oneof(anything({ withDate: true, withMap: true }), jsonValue());
  const holds = property(values, jsonValue(), (value, json) => {
    const agrees = !isJson(value) || z.json().safeParse(value).success;
    expect([agrees, isJson(json)]).toEqual([true, true]);
  });
  expect(() => assert(holds)).not.toThrow();
});

test("a value without an end is none", () => {
  const loop: Record<string, unknown> = {};
  loop["again"] = loop;
  for (const value of [loop, undefined, 1n, Number.NaN, new Date(), [undefined], { f() {} }]) {
    expect(isJson(value)).toBe(false);
  }
});

test("equal values have one canonical text whatever the order of their names, and others have another", () => {
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (typeof value !== "object" || value === null) return value;
    const entries = Object.entries(value).map(([name, inner]) => [name, shuffled(inner)] as const);
    return Object.fromEntries(entries.toReversed());
  };
  const holds = property(jsonValue(), jsonValue(), (one, other) => {
    expect(canonicalJson(shuffled(one))).toBe(canonicalJson(one));
    expect(canonicalJson(one) === canonicalJson(other)).toBe(sameJson(one, other));
  });
  expect(() => assert(holds)).not.toThrow();
});
