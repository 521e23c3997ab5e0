import { expect, test } from "vitest";

import { grow, type GrowingText } from "./growing-text.ts";

const piece = (token: string, offset: number, text: string) => ({ token, offset, text });
const nothing: GrowingText = { token: null, text: "" };

test("pieces follow one another, and coming twice changes nothing", () => {
  const pieces = [
    piece("a", 0, "Your "),
    piece("a", 5, "plan"),
    piece("a", 0, "Your "),
    piece("a", 5, "plan"),
  ];
  expect(pieces.reduce(grow, nothing)).toEqual({ token: "a", text: "Your plan" });
});

test("another attempt starts anew", () => {
  const first = grow(nothing, piece("a", 0, "A first try"));
  expect(grow(first, piece("b", 0, "Better"))).toEqual({ token: "b", text: "Better" });
});

test("what the page brought along does not shrink while its pieces come again", () => {
  const shown: GrowingText = { token: null, text: "Your plan puts" };
  const confirmed = grow(shown, piece("a", 0, "Your "));
  expect(confirmed.text).toBe("Your plan puts");
  expect(grow(grow(confirmed, piece("a", 5, "plan puts")), piece("a", 14, " 55.2%")).text).toBe(
    "Your plan puts 55.2%",
  );
});

test("pieces of another text replace what the page brought along", () => {
  expect(grow({ token: null, text: "Old words" }, piece("a", 0, "New")).text).toBe("New");
});
