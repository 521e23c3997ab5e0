import * as fc from "fast-check";
import { expect, test } from "vitest";

import { definitionArbitrary } from "#tests/support/definitions.ts";
import { flowArbitrary } from "#tests/support/flow-definitions.ts";
import { expectEachOften, nothingSeen, soundIn, tightBounds } from "#tests/support/soundness.ts";

const runs = { numRuns: 10_000 };

test("what is accepted runs to its end in every order, with every input it needs", () => {
  const seen = { ...nothingSeen };
  fc.assert(soundIn(definitionArbitrary(), seen), runs);
  expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(runs.numRuns / 4);
}, 300_000);

test("so does what has loops, races, cancellations and instances", () => {
  const seen = { ...nothingSeen };
  fc.assert(soundIn(flowArbitrary(), seen), runs);
  expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(runs.numRuns / 5);
  expectEachOften(seen, runs.numRuns);
}, 300_000);

test("what is accepted although it is too large to be proved exactly does so too", () => {
  const [plain, flows] = [{ ...nothingSeen }, { ...nothingSeen }];
  fc.assert(soundIn(definitionArbitrary(), plain, tightBounds), runs);
  fc.assert(soundIn(flowArbitrary(), flows, tightBounds), runs);
  for (const { accepted, unproved } of [plain, flows]) {
    expect(Math.min(accepted, unproved)).toBeGreaterThan(runs.numRuns / 10);
  }
}, 300_000);
