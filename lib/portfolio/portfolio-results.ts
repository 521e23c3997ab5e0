import { calculate } from "#lib/calculation/calculate.ts";
import type { InputOf } from "#lib/calculation/calculations.ts";
import type { InvestorProfile } from "#lib/data-types/investor-profile.ts";
import type { Allocation, Projection, RiskTable } from "#lib/data-types/portfolio.ts";
import { assetClass, capitalMarketAssumptions } from "#lib/finance/estimate/assumptions.ts";
import type { FrontierPoint } from "#lib/finance/optimize/frontier.ts";
import type { OptimizeProblem, OptimizeResult } from "#lib/finance/optimize/problem.ts";
import { estimate } from "#lib/money/round.ts";
import { shownFan } from "#lib/money/shown-fan.ts";
import { shownHoldings } from "#lib/money/shown-shares.ts";

/** Weights below this are the solver's zero. */
const dust = 1e-6;

type Solved = Extract<OptimizeResult, { ok: true }>;

/** The solver's answer as people need it: names, funds, amounts, the frontier it lies on, and its assumptions. */
export function allocationOf(
  { amount }: Pick<InvestorProfile, "amount">,
  problem: OptimizeProblem,
  { weights, expectedReturn, volatility, sharpe, certificate }: Solved,
  frontier: readonly FrontierPoint[],
): Allocation {
  const { name, asOf, horizonYears, riskFreeRate, inflation } = capitalMarketAssumptions;
  const kept = problem.assets
    .map(({ id, label }, i) => ({ assetClass: id, label, weight: weights[i]! }))
    .filter(({ weight }) => weight >= dust)
    .toSorted((a, b) => b.weight - a.weight);
  // What is too little to be shown has no amount of its own: the others add up to all of it.
  const amounts = new Map(shownHoldings(kept, amount).map((row) => [row.assetClass, row.amount]));
  const { objective } = problem;
  return {
    amount,
    weights: kept.map(({ assetClass: id, label, weight }) => ({
      assetClass: id,
      label,
      ticker: assetClass(id).etf.ticker,
      weight,
      amount: amounts.get(id) ?? 0,
    })),
    expectedReturn,
    volatility,
    sharpe,
    objective:
      objective.kind === "min_volatility" || objective.kind === "max_sharpe"
        ? objective.kind
        : "max_return",
    targetVolatility:
      objective.kind === "max_return_at_volatility" ? objective.targetVolatility : null,
    certificate: {
      ...certificate,
      activeLimits: certificate.activeLimits.map((limit) => ({ ...limit })),
    },
    frontier: frontier.map(pointOf),
    lowestRisk: pointOf(frontier[0]!),
    assumptions: {
      name,
      asOf,
      horizonYears,
      riskFreeRate,
      inflation,
      yearlyCost: kept.reduce(
        (sum, k) => sum + k.weight * assetClass(k.assetClass).etf.expenseRatio,
        0,
      ),
    },
  };
}

/** What could go wrong with an allocation, in share and money, after fund costs. */
export async function riskTableOf(
  allocation: Allocation,
  years: number,
  signal: AbortSignal,
): Promise<RiskTable> {
  const { amount, currency } = allocation.amount;
  const input = {
    expectedReturn: allocation.expectedReturn - allocation.assumptions.yearlyCost,
    volatility: allocation.volatility,
    years,
  };
  const table = await calculate("riskTable", input, signal);
  const row = (id: string, label: string, hint: string, share: number) => ({
    id,
    label,
    hint,
    share,
    amount: estimate(share * amount),
  });
  return {
    currency,
    rows: [
      row(
        "volatility",
        "Volatility",
        "A normal year lies within this distance of the middle",
        table.volatility,
      ),
      row("worst_year", "Bad year", "1 year in 20 ends lower than this", -table.worstYear),
      row(
        "worst_year_average",
        "Average of the bad years",
        "The mean of the worst 5% of years",
        -table.worstYearAverage,
      ),
      row(
        "drawdown",
        "Largest fall",
        `From a high to the next low within ${years} years, middle of the simulated runs`,
        -table.maxDrawdown.median,
      ),
      row(
        "drawdown_bad",
        "Largest fall, bad case",
        "1 simulated run in 20 falls further",
        -table.maxDrawdown.bad,
      ),
      {
        ...row(
          "chance_of_loss",
          "Chance of a losing year",
          "How likely one year ends below where it began",
          table.chanceOfLoss,
        ),
        amount: null,
      },
    ],
  };
}

/** Where an allocation may lead with the person's saving, until the money is needed. */
export async function projectionOf(
  profile: InvestorProfile,
  allocation: Allocation,
  signal: AbortSignal,
): Promise<Projection> {
  const { expectedReturn, volatility, assumptions } = allocation;
  const input: InputOf<"project"> = {
    initial: profile.amount.amount,
    monthlySaving: profile.monthlySaving.amount,
    years: profile.horizonYears,
    inflation: assumptions.inflation,
    returns: { kind: "log_normal", expectedReturn, volatility },
    yearlyCost: assumptions.yearlyCost,
    paths: 5_000,
  };
  const { fan, contributed, paths, seed } = await calculate("project", input, signal);
  return {
    currency: profile.amount.currency,
    fan: shownFan(fan.map(({ year, p10, p50, p90 }) => ({ year, p10, p50, p90 }))),
    contributed,
    paths,
    seed,
  };
}

function pointOf({ volatility, expectedReturn }: FrontierPoint): Allocation["lowestRisk"] {
  return { volatility, expectedReturn };
}
