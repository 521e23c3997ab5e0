import { readdirSync } from "node:fs";
import { join } from "node:path";

import * as fc from "fast-check";
import { expect, test } from "vitest";

import { DegenerateDraw } from "#tests/support/degenerate-draw.ts";
import { calls, mayMiss } from "#tests/support/finance-calls.ts";

import { FinanceError } from "./errors.ts";
import { certify } from "./solver/certificate.ts";

/*
 * Nothing that is no number leaves a function. Every exported function of this folder is called with what people and
 * programs get wrong: NaN, endless, zero, opposite, alone, none. It gives finite figures, or refuses in a sentence.
 * A function that is new needs a line in the list of calls.
 */

/**
 * Parts of the functions in that list, which see only what those have checked: solvers, and programs in arrays.
 * What a solver gives is never handed on before `certify` has tested it. That finds whatever is no number endlessly
 * wrong.
 */
const parts = [
  ["solver/", "*"],
  ["linear/", "flatten unflatten pivotedCholesky solveDense choleskyInPlace choleskySolve"],
  ["linear/", "isPositiveSemidefinite"],
  ["risk-parity/newton.ts", "newtonStep"],
  ["optimize/", "prepare percent shapeOf conicForm leastExcess limitsAt linearConflict"],
  ["optimize/", "explainInfeasible solveAndProve proveStarting highestReturn"],
  ["optimize/count-limits.ts", "*"],
  ["optimize/limit-words.ts", "*"],
  ["scenario/", "riskBlock withCounts onlyHeld orderedRisk solveWithCuts"],
  ["scenario/", "checkScenarioProblem requireExcess isWithoutRisk certifyWeights refuseNoRisk"],
] as const;

test("every exported function has a line here", async () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" }).filter(
    (file) => file.endsWith(".ts") && !/\.(?:test|properties\.test|d)\.ts$/u.test(file),
  );
  const missing: string[] = [];
  for (const file of files) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    const exported: Record<string, unknown> = await import(join(import.meta.dirname, file));
    for (const [name, value] of Object.entries(exported)) {
      if (typeof value !== "function" || /^[A-Z]/u.test(name) || name in calls) continue;
      const isPart = ([folder, names]: (typeof parts)[number]) =>
        file.startsWith(folder) && (names === "*" || names.split(" ").includes(name));
      if (!parts.some(isPart)) missing.push(`${file} ${name}`);
    }
  }
  expect(missing).toEqual([]);
});

/** Where something in a result is no finite number; values that may be missing are left out. */
function wrongIn(value: unknown, at = ""): string | null {
  if (typeof value === "number") return Number.isFinite(value) ? null : `${at} is ${value}`;
  if (typeof value !== "object" || value === null) return null;
  for (const [key, inner] of Object.entries(value)) {
    if (key === mayMiss)
      return JSON.stringify(inner, (_, v: unknown) => v).includes("Infinity") ? at : null;
    const wrong = wrongIn(inner, `${at}.${key}`);
    if (wrong) return wrong;
  }
  return null;
}

const slow = new Set([
  "optimizeScenarios",
  "optimizeWithCounts",
  "nestedClusters",
  "exactShares",
  "frontier",
]);

test.each(Object.keys(calls))(
  "%s gives finite figures or says what is wrong",
  async (name) => {
    let answered = 0;
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        let result: unknown;
        try {
          result = await calls[name]!(new DegenerateDraw(seed));
        } catch (error) {
          if (!(error instanceof FinanceError)) throw error;
          if (/ .*[.]$/u.test(error.message) && !/undefined|NaN\b.*NaN/u.test(error.message))
            return;
          throw new Error(`This is no sentence: ${error.message}`, { cause: error });
        }
        expect(wrongIn(result)).toBeNull();
        answered++;
      }),
      {
        numRuns: slow.has(name) ? 60 : 300,
        seed: 11,
      },
    );
    expect(answered).toBeGreaterThan(0);
  },
  60_000,
);

test("what is no number is certified as endlessly wrong", () => {
  const program = {
    lower: new Float64Array(1),
    upper: new Float64Array([1]),
    rows: [{ index: [0], value: [1], min: 1, max: 1 }],
  };
  const found = certify(program, new Float64Array([NaN]), new Float64Array([1]), [0]);
  expect(found).toEqual({ boundViolation: Infinity, rowViolation: Infinity, gap: Infinity });
});
