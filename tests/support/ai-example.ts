import type { Facts } from "#lib/ai/grounding/fact.ts";
import {
  countFact,
  moneyFact,
  percentFact,
  textFact,
  yearsFact,
} from "#lib/ai/grounding/format-fact.ts";

/** The facts of a small plan, and an answer that states them rightly. */
export const exampleFacts: Facts = {
  facts: [
    percentFact("allocation.groups.bonds", "bonds", 0.552),
    percentFact("allocation.groups.shares", "shares", 0.397),
    percentFact("allocation.groups.commodities", "commodities and gold", 0.051),
    textFact("allocation.decidedBy", "What decides the plan", "the volatility you accept"),
    percentFact("allocation.targetVolatility", "Volatility limit a year", 0.085),
    percentFact("allocation.volatility", "Volatility a year of this plan", 0.085),
    percentFact("allocation.expectedReturn", "Expected return a year, before costs", 0.057),
    moneyFact("allocation.amount", "Amount invested", 50_000, "USD"),
    yearsFact("profile.horizonYears", "Years until the money is needed", 12),
    textFact("profile.goal", "What the money is for", "retirement"),
    countFact("assessment.level", "Risk level", 3),
  ],
  inputsUsed: [
    { label: "Amount to invest", value: "$50,000", origin: "you" },
    { label: "Years until you need the money", value: "12", origin: "you" },
    { label: "Weights", value: "8 kinds of investments", origin: "solver" },
  ],
  checks: [{ id: "total", label: "Weights total 100%", passed: true, detail: "" }],
};

export const goodText = `Your plan puts 55.2% in bonds, 39.7% in shares and 5.1% in commodities and gold. The limit that decides this is the volatility you accept: 8.5% a year.

You need the money in 12 years. The expected return is 5.7% a year before costs.`;

/** A structured answer as a model sends it. */
export function answerJson(change: Record<string, unknown> = {}): string {
  return JSON.stringify({
    explanation: goodText,
    result: "Bonds make up 55.2% of the plan.",
    data: [{ name: "decidedBy", value: "volatility" }],
    confidence: { score: 0.9, reason: "All figures were given." },
    ...change,
  });
}
