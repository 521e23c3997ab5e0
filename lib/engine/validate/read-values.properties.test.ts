import * as fc from "fast-check";
import { expect, test } from "vitest";

import { forEveryChoice, wrongOnPath } from "#tests/support/every-path.ts";
import {
  factsChosen,
  inputsChosen,
  readingCatalog,
  readingDefinition,
} from "#tests/support/reading-definitions.ts";

import { validateDefinition } from "./validate-definition.ts";

test("no expression that passed reads a missing value, divides by 0 or looks into an empty list, on any path", () => {
  let [accepted, refused, paths] = [0, 0, 0];
  fc.assert(
    fc.property(readingDefinition, (document) => {
      const { ok, definition } = validateDefinition(document, readingCatalog);
      if (!ok || !definition) {
        refused += 1;
        return;
      }
      accepted += 1;
      paths += forEveryChoice(60, (choose) => {
        const inputs = inputsChosen(choose);
        const wrong = wrongOnPath(definition, readingCatalog, inputs, choose, factsChosen);
        expect(wrong).toEqual([]);
      });
    }),
    { numRuns: 600 },
  );
  expect(Math.min(accepted, refused)).toBeGreaterThan(60);
  expect(paths).toBeGreaterThan(accepted * 4);
}, 120_000);
