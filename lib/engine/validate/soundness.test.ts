import * as fc from "fast-check";
import { expect, test } from "vitest";

import { definitionArbitrary, flowArbitrary } from "#tests/support/definitions.ts";
import { type Seen, soundIn } from "#tests/support/soundness.ts";

const nobody = (): Seen => ({ accepted: 0, refused: 0, loops: 0, races: 0, cancels: 0 });
const runs = { numRuns: 300 };

test("what is accepted runs to its end in every order, with every input it needs", () => {
  const seen = nobody();
  fc.assert(soundIn(definitionArbitrary(), seen), runs);
  expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(runs.numRuns / 4);
}, 60_000);

test("so does what has loops, races and cancellations", () => {
  const seen = nobody();
  fc.assert(soundIn(flowArbitrary(), seen), runs);
  expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(runs.numRuns / 5);
  expect(Math.min(seen.loops, seen.races, seen.cancels)).toBeGreaterThan(runs.numRuns / 10);
}, 60_000);
