import * as fc from "fast-check";
import { expect, test } from "vitest";

import { definitionArbitrary } from "#tests/support/definitions.ts";
import { flowArbitrary } from "#tests/support/flow-definitions.ts";
import { nothingSeen, soundIn } from "#tests/support/soundness.ts";

const runs = { numRuns: 300 };

test("what is accepted runs to its end in every order, with every input it needs", () => {
  const seen = { ...nothingSeen };
  fc.assert(soundIn(definitionArbitrary(), seen), runs);
  expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(runs.numRuns / 4);
}, 60_000);

test("so does what has loops, races, cancellations and instances", () => {
  const seen = { ...nothingSeen };
  fc.assert(soundIn(flowArbitrary(), seen), runs);
  expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(runs.numRuns / 5);
  const { loops, races, cancels, lists, each, windows, undo } = seen;
  expect(Math.min(loops, races, cancels, lists, each)).toBeGreaterThan(runs.numRuns / 10);
  expect(Math.min(windows, undo)).toBeGreaterThan(0);
}, 60_000);
