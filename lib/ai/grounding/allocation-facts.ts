import type { Allocation } from "#lib/data-types/portfolio.ts";
import { riskTable } from "#lib/finance/outlook/risk-table.ts";
import { roundTo } from "#lib/money/round.ts";
import { shownHoldings } from "#lib/money/shown-shares.ts";

import { type AssetGroup, assetGroup, groupLabels } from "./asset-groups.ts";
import type { Fact, FactCheck, Facts, InputUsed } from "./fact.ts";
import {
  countFact,
  estimateFact,
  moneyFact,
  percentFact,
  printPercent,
  textFact,
  yearsFact,
} from "./format-fact.ts";

/** What `allocation.decidedBy` says where the volatility limit binds. */
export const volatilityDecides = "the volatility you accept";

const solverTolerance = 1e-6;
const oldestAssumptions = 12;

/** The figures of an allocation: groups, single weights, risk and return, the binding limit, and its proof. */
export function allocationFacts(allocation: Allocation, now: Date | null): Facts {
  return {
    facts: [
      ...groupFacts(allocation),
      ...weightFacts(allocation),
      ...measureFacts(allocation),
      ...badYearFacts(allocation),
      ...limitFacts(allocation),
    ],
    inputsUsed: inputsOf(allocation),
    checks: [
      certificateCheck(allocation),
      totalCheck(allocation),
      ...(now ? ageCheck(allocation, now) : []),
    ],
  };
}

/** Groups add up what is shown of their members, so that a text can add up to the same total. */
function groupFacts({ weights, amount }: Allocation): Fact[] {
  const groups = new Map<AssetGroup, { share: number; amount: number }>();
  for (const row of shownHoldings(weights, amount)) {
    const group = assetGroup(row.assetClass);
    const before = groups.get(group) ?? { share: 0, amount: 0 };
    groups.set(group, {
      share: roundTo(before.share + row.share, 3),
      amount: roundTo(before.amount + row.amount, 3),
    });
  }
  return [...groups]
    .toSorted(([, a], [, b]) => b.share - a.share)
    .flatMap(([group, sum]) => [
      percentFact(`allocation.groups.${group}`, groupLabels[group], sum.share),
      moneyFact(
        `allocation.groupAmounts.${group}`,
        groupLabels[group],
        sum.amount,
        amount.currency,
      ),
    ]);
}

function weightFacts({ weights, amount }: Allocation): Fact[] {
  const kept = shownHoldings(weights, amount);
  return [
    ...kept.flatMap((row) => [
      percentFact(`allocation.weights.${row.assetClass}`, row.label, row.share),
      moneyFact(`allocation.amounts.${row.assetClass}`, row.label, row.amount, amount.currency),
    ]),
    countFact("allocation.kinds", "Kinds of investments held", kept.length),
  ];
}

function measureFacts(allocation: Allocation): Fact[] {
  const { amount, assumptions, expectedReturn, lowestRisk, targetVolatility, volatility } =
    allocation;
  return [
    moneyFact("allocation.amount", "Amount invested", amount.amount, amount.currency),
    percentFact(
      "allocation.expectedReturn",
      "Expected return a year, before costs",
      expectedReturn,
    ),
    percentFact("allocation.volatility", "Volatility a year of this plan", volatility),
    ...(targetVolatility === null
      ? []
      : [percentFact("allocation.targetVolatility", "Volatility limit a year", targetVolatility)]),
    percentFact(
      "allocation.lowestRisk.volatility",
      "Volatility of the lowest-risk plan",
      lowestRisk.volatility,
    ),
    percentFact(
      "allocation.lowestRisk.expectedReturn",
      "Expected return of the lowest-risk plan",
      lowestRisk.expectedReturn,
    ),
    percentFact("allocation.yearlyCost", "Fund costs a year", assumptions.yearlyCost, 2),
    percentFact("allocation.total", "Total of all weights", 1),
    yearsFact(
      "allocation.assumptions.horizonYears",
      "Years that the assumptions look ahead",
      assumptions.horizonYears,
    ),
    textFact(
      "allocation.assumptions.asOf",
      "Date of the assumptions",
      printMonth(assumptions.asOf),
    ),
  ];
}

/** Which limit binds, so that a text can say why the plan is this and no other. */
function limitFacts({ certificate, objective }: Allocation): Fact[] {
  const { activeLimits } = certificate;
  const decidedBy =
    objective === "min_volatility"
      ? "the lowest volatility within your limits"
      : objective === "max_sharpe"
        ? "the best return for each unit of risk"
        : activeLimits.some(({ id }) => id === "volatility")
          ? volatilityDecides
          : "the most return within your limits";
  return [
    textFact("allocation.decidedBy", "What decides the plan", decidedBy),
    ...activeLimits
      .filter(({ id }) => !id.startsWith("min:") && id !== "volatility")
      .slice(0, 5)
      .map(({ id, sentence }) =>
        textFact(`allocation.limits.${id}`, "Limit it presses on", sentence),
      ),
  ];
}

/** One year in twenty, after costs, if yearly growth is log-normal: the same measure as in the risk table. */
function badYearFacts({ amount, assumptions, expectedReturn, volatility }: Allocation): Fact[] {
  const afterCosts = expectedReturn - assumptions.yearlyCost;
  if (!(volatility > 0) || afterCosts <= -1) return [];
  const { chanceOfLoss, worstYear } = riskTable({
    expectedReturn: afterCosts,
    volatility,
    paths: 1,
  });
  return [
    percentFact("allocation.badYear", "Result of a bad year", -worstYear),
    estimateFact(
      "allocation.badYearAmount",
      "Result of a bad year",
      -worstYear * amount.amount,
      amount.currency,
    ),
    {
      path: "allocation.badYearFrequency",
      label: "How often a year is worse than the bad year",
      unit: "frequency",
      value: 0.05,
      printed: "1 year in 20",
    },
    percentFact("allocation.chanceOfLoss", "Chance that a year ends with a loss", chanceOfLoss),
  ];
}

/** How many kinds of investments the plan holds. */
export function heldCount({ weights, amount }: Allocation): number {
  return shownHoldings(weights, amount).length;
}

function inputsOf(allocation: Allocation): InputUsed[] {
  const { assumptions, targetVolatility } = allocation;
  return [
    {
      label: "Weights",
      value: `${heldCount(allocation)} kinds of investments`,
      origin: "solver",
    },
    ...(targetVolatility === null
      ? []
      : [
          {
            label: "Volatility limit",
            value: printPercent(targetVolatility),
            origin: "estimate",
          } as const,
        ]),
    {
      label: "Expected returns and volatilities",
      value: `${assumptions.name}, ${printMonth(assumptions.asOf)}`,
      origin: "estimate",
    },
  ];
}

function certificateCheck({ certificate }: Allocation): FactCheck {
  const kept = Math.max(certificate.boundViolation, certificate.rowViolation) <= solverTolerance;
  return {
    id: "certificate",
    label: kept ? "The solver kept every limit" : "The solver broke a limit",
    passed: kept,
    detail: "",
  };
}

function totalCheck({ weights }: Allocation): FactCheck {
  const total = weights.reduce((sum, { weight }) => sum + weight, 0);
  return {
    id: "total",
    label: `Weights total ${printPercent(total, Math.abs(total - 1) < 1e-6 ? 0 : 2)}`,
    passed: Math.abs(total - 1) < 1e-6,
    detail: "",
  };
}

/** Assumptions name their month as YYYY-MM; where they do not, their age is unknown and nothing is claimed. */
function ageCheck({ assumptions }: Allocation, now: Date): FactCheck[] {
  const match = /(?<year>\d{4})-(?<month>\d{2})/u.exec(assumptions.asOf)?.groups;
  if (!match) return [];
  const months =
    (now.getUTCFullYear() - Number(match["year"])) * 12 +
    now.getUTCMonth() +
    1 -
    Number(match["month"]);
  return [
    {
      id: "age",
      label: `Assumptions are ${months === 1 ? "1 month" : `${Math.max(0, months)} months`} old, limit ${oldestAssumptions}`,
      passed: months <= oldestAssumptions,
      detail: "",
    },
  ];
}

/** "July 2026" of a text that starts with 2026-07; anything else as it is. */
export function printMonth(asOf: string): string {
  const match = /(?<year>\d{4})-(?<month>\d{2})/u.exec(asOf)?.groups;
  if (!match) return asOf;
  const first = new Date(Date.UTC(Number(match["year"]), Number(match["month"]) - 1, 1));
  return first.toLocaleDateString("en-GB", { month: "long", year: "numeric", timeZone: "UTC" });
}
