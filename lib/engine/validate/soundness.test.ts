import * as fc from "fast-check";
import { expect, test } from "vitest";

import { type ProofBounds, proofBounds } from "#lib/engine/proof/decision-diagram.ts";
import { definitionArbitrary, sampleCatalog } from "#tests/support/definitions.ts";
import { flowArbitrary } from "#tests/support/flow-definitions.ts";
import { expectEachOften, nothingSeen, soundIn, tightBounds } from "#tests/support/soundness.ts";

import { validateDefinition } from "./validate-definition.ts";

const runs = { numRuns: 300 };
/** So many that a property of one run in six occurs in more than a tenth of them, whatever is drawn. */
const many = { numRuns: 1_500 };

test("what is accepted runs to its end in every order, with every input it needs", () => {
  const seen = { ...nothingSeen };
  fc.assert(soundIn(definitionArbitrary(), seen), runs);
  expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(runs.numRuns / 4);
}, 300_000);

test("so does what has loops, races, cancellations and instances", () => {
  const seen = { ...nothingSeen };
  fc.assert(soundIn(flowArbitrary(), seen), many);
  expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(many.numRuns / 5);
  expectEachOften(seen, many.numRuns);
  expect(Math.min(seen.windows, seen.compensations)).toBeGreaterThan(0);
}, 300_000);

test("what is accepted although it is too large to be proved exactly does so too", () => {
  const [plain, flows] = [{ ...nothingSeen }, { ...nothingSeen }];
  fc.assert(soundIn(definitionArbitrary(), plain, tightBounds), runs);
  fc.assert(soundIn(flowArbitrary(), flows, tightBounds), many);
  for (const [{ accepted, unproved }, { numRuns }] of [
    [plain, runs],
    [flows, many],
  ] as const) {
    expect(Math.min(accepted, unproved)).toBeGreaterThan(numRuns / 10);
  }
}, 300_000);

/**
 * What may be said of a sound workflow that is too large: that it is, or that a decision may lack an edge for some
 * case.
 */
const unsure: ReadonlySet<string> = new Set(["too_large_to_prove", "not_exhaustive"]);

test("without room for exact proofs sound workflows are refused at most, and unsound ones always", () => {
  let refused = 0;
  const documents = fc.oneof(definitionArbitrary(), flowArbitrary());
  fc.assert(
    fc.property(documents, tightBounds, (document, bounds) => {
      const exact = errorsIn(document, proofBounds);
      const bounded = errorsIn(document, bounds);
      refused += Number(exact.length === 0 && bounded.length > 0);
      const wrongly = exact.length === 0 ? bounded.filter((code) => !unsure.has(code)) : [];
      const accepted = bounded.length === 0 ? exact : [];
      expect({ wrongly, accepted }).toEqual({ wrongly: [], accepted: [] });
    }),
    { numRuns: 1_500 }, // of 300, two to five are sound and refused
  );
  expect(refused).toBeGreaterThan(0);
}, 300_000);

function errorsIn(document: unknown, bounds: ProofBounds): readonly string[] {
  const { problems } = validateDefinition(document, sampleCatalog, bounds);
  return problems.filter(({ severity }) => severity === "error").map(({ code }) => code);
}
