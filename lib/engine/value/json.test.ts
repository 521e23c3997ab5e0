import { anything, assert, jsonValue, oneof, property } from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";

import { isJson } from "./json.ts";

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
