import * as fc from "fast-check";
import { expect, test } from "vitest";

import { withoutUnstorable, storageProblem } from "./storable.ts";

const cyclic: Record<string, unknown> = {};
cyclic["self"] = [cyclic];

/** 2^40 lists, in forty objects. */
const doubling = Array.from({ length: 40 }).reduce<unknown>((inner) => [inner, inner], "x");

test.each([
  ["a value of type undefined", undefined],
  ["undefined in a list", [undefined]],
  ["NaN", { a: Number.NaN }],
  ["infinity", [[Number.POSITIVE_INFINITY]]],
  ["a BigInt", { a: 1n }],
  ["a function", { a: () => 1 }],
  ["a symbol", Symbol("a")],
  ["a date", { a: new Date() }],
  ["a map", new Map()],
  ["an error", new Error("no")],
  ["an object inside itself", cyclic],
  ["few objects that are many lists", doubling],
  ["ten megabytes of text", "x".repeat(10_000_000)],
  ["ten megabytes of small items", Array.from({ length: 1_000_000 }, () => 1)],
  ["ten megabytes of keys", Object.fromEntries([["x".repeat(10_000_000), 1]])],
  ["the null character", { a: "a\0b" }],
  ["the null character in a name", { "a\0b": 1 }],
  ["half a surrogate pair", ["\u{1F600}".slice(0, 1)]],
])("%s cannot be kept", (_what, value) => {
  expect(storageProblem(value)).toMatch(/^(?:has|is) /u);
});

test("all JSON of usual size can be kept, and so can an object without some of its values", () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: true }), (value) => storageProblem(value) === null),
  );
  expect(storageProblem({ a: undefined, b: [{ c: undefined }], d: "\u{1F600}" })).toBeNull();
});

test("what is left of a text can be kept", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom("a", "\0", "\uD83D", "\uDE00", "é") }),
      (text) => storageProblem(withoutUnstorable(text)) === null,
    ),
  );
  expect(withoutUnstorable("a\0\u{1F600}")).toBe("a\u{1F600}");
});
