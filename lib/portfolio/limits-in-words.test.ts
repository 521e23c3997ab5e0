import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { optimize } from "#lib/finance/optimize/optimize.ts";

import { optimizeRequest } from "./optimize-request.ts";
import { portfolioProblem } from "./portfolio-problem.ts";

const usual = "a usual limit from the planning assumptions";

async function failureOf(request: object) {
  const asked = optimizeRequest.parse(request);
  const result = await optimize(portfolioProblem(asked, asked.targetVolatility ?? 0.085));
  if (result.ok || result.failure.code !== "infeasible") throw new Error("expected a conflict");
  return result.failure;
}

describe("limits that contradict each other", () => {
  test("a comparison that the person never set is named with where it comes from, and in points", async () => {
    const { conflicting, suggestions } = await failureOf({
      assetClasses: ["us_large", "us_small"],
      bounds: { us_small: { min: 0.5, max: 1 }, us_large: { max: 1 } },
    });
    const row = conflicting.find(({ id }) => id === "small_vs_large")!;
    expect(row.sentence).toBe(`US small companies at most 25% of US large companies, ${usual}.`);
    const way = suggestions.find(({ limitId }) => limitId === "small_vs_large")!.sentence;
    expect(way).toBe(
      `“US small companies at most 25% of US large companies”, ${usual}, would have to give way by 37.5 points. Leave out one of the kinds that it compares, or change another limit.`,
    );
    const own = conflicting.find(({ id }) => id === "min:us_small")!;
    expect(own.sentence).toBe("US small-cap equity has a minimum of 50%.");
  });

  test("no sentence holds a bare negative limit, and every usual limit says that it is one", async () => {
    const classes = ["us_large", "us_small", "intl_dev", "em", "us_agg", "intl_bonds", "gold"];
    let found = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.subarray(classes, { minLength: 2 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 7, maxLength: 7 }),
        async (assetClasses, floors) => {
          const bounds = Object.fromEntries(
            assetClasses.map((id, i) => [id, { min: floors[i]! / 2 }]),
          );
          const problem = portfolioProblem(
            { objective: "min_volatility", assetClasses, bounds },
            0.1,
          );
          const result = await optimize(problem);
          if (result.ok || result.failure.code !== "infeasible") return;
          found++;
          const { conflicting, suggestions } = result.failure;
          for (const { id, sentence } of conflicting)
            expect(sentence.includes(usual)).toBe(!id.startsWith("min:"));
          for (const { limitId, sentence } of suggestions) {
            expect(sentence).not.toMatch(/[-−]\d/u);
            expect(sentence.includes(usual)).toBe(!limitId.startsWith("min:"));
          }
        },
      ),
      { numRuns: 60, seed: 1 },
    );
    expect(found).toBeGreaterThan(10);
  });

  test("what is suggested holds when it is typed in as it is said", async () => {
    const request = {
      assetClasses: ["us_agg", "cash", "gold"],
      bounds: { us_agg: { max: 0.33333 }, cash: { max: 0.3 }, gold: { max: 0.1 } },
    };
    const { conflicting, suggestions } = await failureOf(request);
    expect(conflicting.map(({ sentence }) => sentence)).toContain(
      "US aggregate bonds has a maximum of 33.333%.",
    );
    const { sentence } = suggestions.find(({ limitId }) => limitId === "max:us_agg")!;
    const typed = Number(/to (?<to>[\d.]+)%/u.exec(sentence)!.groups!["to"]) / 100;
    const mended = { ...request.bounds, us_agg: { max: typed } };
    const asked = optimizeRequest.parse({
      ...request,
      bounds: mended,
      objective: "min_volatility",
    });
    expect((await optimize(portfolioProblem(asked, 0.085))).ok).toBe(true);
  });

  test("a share of several kinds is said as a share, other sums in their own numbers", async () => {
    const bounds = { us_agg: { max: 1 }, cash: { max: 1 } };
    const row = (coef: object) => ({ id: "own", meaning: "most of both", coef, max: 0.5 });
    const base = { assetClasses: ["us_agg", "cash"], bounds };
    const whole = await failureOf({ ...base, rows: [row({ us_agg: 1, cash: 1 })] });
    expect(whole.suggestions[0]!.sentence).toBe(
      "Raise the maximum of “most of both” from 50% to 100%.",
    );
    const parts = await failureOf({ ...base, rows: [row({ us_agg: 2, cash: 3 })] });
    expect(parts.suggestions[0]!.sentence).toBe(
      "Loosen “most of both” to a max of 2 instead of 0.5.",
    );
  });
});

test("a target volatility is said with the digits that were given", async () => {
  const { message } = await failureOf({
    assetClasses: ["us_large", "em"],
    bounds: { us_large: { max: 1 }, em: { max: 1 } },
    targetVolatility: 0.08125,
  });
  expect(message).toContain("above the target of 8.125%");
});

test.each([
  [{ targetVolatility: 8.5 }, "targetVolatility", "Shares are decimals here: write 8.5% as 0.085."],
  [{ targetVolatility: 12 }, "targetVolatility", "Shares are decimals here: write 12% as 0.12."],
  [{ bounds: { gold: { max: 40 } } }, "bounds.gold.max", "write 40% as 0.4."],
  [{ bounds: { gold: { min: 2.5 } } }, "bounds.gold.min", "write 2.5% as 0.025."],
  [{ targetVolatility: 850 }, "targetVolatility", "Use a decimal number up to 1"],
  [{ targetVolatility: 0 }, "targetVolatility", "Use a decimal number from 0.001 to 1"],
  [{ targetVolatility: "8.5%" }, "targetVolatility", "Use a decimal number: 0.085 is 8.5%."],
  [
    { rows: [{ id: "r", meaning: "gold", coef: { gold: 1 }, max: 30 }] },
    "rows.0.max",
    "write 30% as 0.3.",
  ],
])("what was typed as a percentage is told how to be written: %j", (request, path, words) => {
  const read = optimizeRequest.safeParse(request);
  const issue = read.error?.issues.find((one) => one.path.join(".") === path);
  expect(issue?.message).toContain(words);
});
