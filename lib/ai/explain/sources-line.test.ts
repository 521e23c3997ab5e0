import { expect, test } from "vitest";

import { exampleInput } from "#lib/steps/ai_generated/write-example.ts";

import { sourcesLine } from "./sources-line.ts";

test.each([
  [
    "everything",
    exampleInput,
    "your answers, risk level 3 of 5, 5 kinds of investments (assumptions of July 2026)",
  ],
  ["one input", { profile: exampleInput.profile }, "your answers"],
  ["nothing", {}, "no earlier results"],
  ["something it does not know", { profile: 5 }, "no earlier results"],
])("%s", (_, input, line) => {
  expect(sourcesLine(input)).toBe(line);
});
