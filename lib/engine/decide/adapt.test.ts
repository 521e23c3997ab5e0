import * as fc from "fast-check";
import { expect, test } from "vitest";

import { adaptationsIn, type Count, revertingIn } from "#tests/support/adaptations.ts";

const none = (): Count => ({ applied: 0, refused: 0, reverted: 0 });
/** So many runs that each counted case occurs more often than the test asks for, whatever is drawn. */
const runs = { numRuns: 400 };

test("a patch touches nothing that has happened, what is accepted ends, and the log rebuilds it all", () => {
  const count = none();
  fc.assert(adaptationsIn(count), runs);
  expect(count.applied).toBeGreaterThan(runs.numRuns / 4);
  expect(count.refused).toBeGreaterThan(runs.numRuns / 20);
}, 300_000);

test("a change that is reverted before anything of it starts leaves the run as it was", () => {
  const count = none();
  fc.assert(revertingIn(count), runs);
  expect(count.reverted).toBeGreaterThan(runs.numRuns / 10);
}, 300_000);
