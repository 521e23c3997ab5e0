import * as fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";

import { type ExplanationInput, factsOf } from "#lib/ai/grounding/facts.ts";
import { checkFigures } from "#lib/ai/grounding/match-figures.ts";
import { investorProfile } from "#lib/data-types/investor-profile.ts";
import { allocation } from "#lib/data-types/portfolio.ts";
import { riskAssessment } from "#lib/data-types/risk-assessment.ts";
import { exampleInput } from "#lib/steps/ai_generated/write-example.ts";

import { answerSchema } from "./model-answer.ts";
import { readPrompt, writePrompt } from "./prompt.ts";
import { composeAnswer } from "./rules-writer.ts";

const input = z
  .object({ profile: investorProfile, assessment: riskAssessment, allocation })
  .parse(exampleInput);
const capacity = {
  reserve: "3_to_6",
  income: "steady",
  share: "under_half",
  surplus: "some",
  earlyNeed: "no",
  afterFall: "sell",
} as const;
const now = new Date("2026-11-22T14:00:00Z");

type Change = { note?: string; maxWords?: number; asked?: { question: string; text: string } };

function compose(given: ExplanationInput, change: Change = {}) {
  const { facts } = factsOf(given, now);
  const prompt = writePrompt({ task: "Explain", maxWords: 300, note: null, ...change, facts });
  const request = readPrompt(prompt);
  if (!request) throw new Error("The request did not come back.");
  return { answer: answerSchema.parse(composeAnswer(request)), facts };
}

test("it says what the plan holds, which limit decides it and what it means for this person", () => {
  expect(compose({ ...input, capacity }).answer.explanation).toBe(
    `Your plan puts 55.2% in bonds, 39.7% in shares and 5.1% in commodities and gold. The limit that decides this is the volatility you accept: 8.5% a year.

The largest part is US aggregate bonds, at 35.2%, then US large-cap equity, at 29.7%. Short US Treasuries (1-3y) is at its maximum of 20%. The expected return is 5.7% a year before costs, with a volatility of 8.5%. The most careful mix within the same limits has a volatility of 3.0% and an expected return of 3.7%, so the plan takes more risk for more return.

This money is for retirement, and you need it in 12 years. Your answers put you at risk level 3 of 5, Moderate; what decided is how much risk you would take. You said that after a fall of 10% you would sell. After fund costs, about 1 year in 20 would be worse than −7.8%, which is −$3,880.`,
  );
});

test.each([
  [0.02, 0.03, "No mix within the same limits has a lower volatility."],
  [0.085, 0.03, "a volatility of 2.0% and an expected return of 3.0%."],
  [0.085, 0.057, "so the plan takes more risk for more return."],
])("at %d for %d against 2% for 3%: %s", (volatility, expectedReturn, words) => {
  const lowestRisk = { volatility: 0.02, expectedReturn: 0.03 };
  const plan = { ...input.allocation, volatility, expectedReturn, lowestRisk };
  const { explanation } = compose({ ...input, allocation: plan }).answer;
  expect(explanation).toContain(words);
  expect(explanation.includes("more risk for more return")).toBe(words.includes("more risk"));
});

test("asked a question, it looks up the figures that the question names, and says that this is all", () => {
  const ask = (question: string) => compose(input, { asked: { question, text: "Bonds." } });
  const { answer, facts } = ask("How much of this is in bonds?");
  expect(answer.explanation).toBe(
    "AI is not set up here, so built-in rules answer, and they can only look figures up. The figures of this run whose names your question uses: bonds, 55.2% and $27,600; US aggregate bonds, 35.2% and $17,600.",
  );
  expect(checkFigures(answer.explanation, facts).map(({ matches }) => matches)).not.toContain(null);
  expect(ask("Will it rain?").answer.explanation).toMatch(/No figure of this run has a name/u);
});

test("it says only what it was given", () => {
  expect(compose({ profile: input.profile }).answer.explanation).toBe(
    "This money is for retirement, and you need it in 12 years.",
  );
  expect(compose({}).answer).toMatchObject({ confidence: { score: 0.2 } });
});

test("asked for less, it writes less", () => {
  const whole = compose(input).answer.explanation;
  expect(
    compose(input, { note: "Make it shorter, please" }).answer.explanation.length,
  ).toBeLessThan(whole.length);
  expect(
    compose(input, { maxWords: 40 }).answer.explanation.split(/\s/u).length,
  ).toBeLessThanOrEqual(40);
});

const weight = fc.double({ min: 0, max: 1, noNaN: true });
const classes = ["us_agg", "us_large", "gold", "cash", "reits", "something_new"] as const;
const anyPlan = fc
  .record({
    weights: fc
      .array(weight, { minLength: 6, maxLength: 6 })
      .filter((w) => w.some((x) => x > 0.01)),
    expectedReturn: fc.double({ min: -0.02, max: 0.2, noNaN: true }),
    volatility: fc.double({ min: 0.001, max: 0.4, noNaN: true }),
    amount: fc.double({ min: 1, max: 1e9, noNaN: true }),
    horizonYears: fc.integer({ min: 1, max: 60 }),
    level: fc.constantFrom(1, 2, 3, 4, 5),
  })
  .map(({ amount, expectedReturn, horizonYears, level, volatility, weights }): ExplanationInput => {
    const total = weights.reduce((sum, w) => sum + w, 0);
    const money = { amount, currency: "USD" as const };
    return {
      profile: { ...input.profile, amount: money, horizonYears },
      assessment: riskAssessment.parse({ ...exampleInput.assessment, level }),
      capacity,
      allocation: {
        ...input.allocation,
        amount: money,
        expectedReturn,
        volatility,
        targetVolatility: volatility,
        weights: weights.map((w, i) => ({
          assetClass: classes[i] ?? "",
          label: `Kind ${"abcdef"[i]}`,
          ticker: "",
          weight: w / total,
          amount: (amount * w) / total,
        })),
      },
    };
  });

test("whatever the plan, every number it writes is one it was given", () => {
  fc.assert(
    fc.property(anyPlan, (plan) => {
      const { answer, facts } = compose(plan);
      expect(
        checkFigures(answer.explanation, facts).filter(({ matches }) => matches === null),
      ).toEqual([]);
      expect(answer.explanation.split("\n\n")).toHaveLength(3);
    }),
    { numRuns: 300 },
  );
});
