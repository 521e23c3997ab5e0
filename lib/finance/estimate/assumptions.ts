import { refuse } from "#lib/finance/errors.ts";

import data from "./assumptions.json" with { type: "json" };

/** One published figure behind a class's return, with the house it came from and how far to trust it. */
export type Observation = {
  provider: string;
  value: number;
  low?: number;
  high?: number;
  vol?: number;
  tier: string;
  source: string;
  usedInDefault: boolean;
};

/** One asset class. Returns and volatility are decimals per year in US dollars; ranges are the houses' spread. */
export type AssetClass = {
  id: string;
  label: string;
  proxy: string;
  geometricReturn: number;
  arithmeticReturn: number;
  equilibriumReturn: number;
  /** 0.75 equilibrium + 0.25 arithmetic: the one to optimise with. */
  blendedReturn: number;
  volatility: number;
  realisedVolatility: number;
  geometricRange: { low: number; high: number };
  referenceWeight: number;
  suggestedMaxWeight: number;
  taxNote: string;
  etf: { ticker: string; expenseRatio: number };
  observations: readonly Observation[];
};

/** A linear limit on weights: min ≤ Σ coef·weight ≤ max, with its meaning in words. */
export type AssumptionRow = {
  id: string;
  meaning: string;
  coef: Readonly<Record<string, number>>;
  min?: number;
  max?: number;
};

export type RiskBand = { level: number; label: string; targetVolatility: number };

export type CapitalMarketAssumptions = {
  name: string;
  asOf: string;
  currency: string;
  horizonYears: number;
  disclaimer: string;
  /** How each figure was made, by field name. */
  method: Readonly<Record<string, string>>;
  sources: Readonly<Record<string, string>>;
  referencePortfolio: string;
  riskFreeRate: number;
  inflation: number;
  assetClasses: readonly AssetClass[];
  /** Correlation of yearly returns, in the order of `assetClasses`. */
  correlation: readonly (readonly number[])[];
  defaultRows: readonly AssumptionRow[];
  riskBands: readonly RiskBand[];
};

/** The planning assumptions shipped with the product, with every source. Order of classes = order of correlation. */
export const capitalMarketAssumptions: CapitalMarketAssumptions = {
  name: data.name,
  asOf: data.asOf,
  currency: data.currency,
  horizonYears: data.horizonYears,
  disclaimer: data.disclaimer,
  method: data.method,
  sources: data.sources,
  referencePortfolio: data.referencePortfolio,
  riskFreeRate: data.riskFreeRate.value,
  inflation: data.inflation.value,
  assetClasses: data.correlation.order.map(classOf),
  correlation: data.correlation.matrix,
  defaultRows: data.defaultConstraints.rows.map(({ id, meaning, coef, min }) => ({
    id,
    meaning,
    coef: present(coef),
    min,
  })),
  riskBands: data.riskBands.map(({ level, label, targetVolatility }) => ({
    level,
    label,
    targetVolatility,
  })),
};

/**
 * Expected return (blended) and covariance of some asset classes, in the order asked for (all 14 by default).
 * Σᵢⱼ = ρᵢⱼ·σᵢ·σⱼ, per year. Throws `invalid_input` for an unknown class.
 */
export function expectedMoments(classIds?: readonly string[]): {
  assets: { id: string; label: string }[];
  expectedReturns: number[];
  covariance: number[][];
} {
  const { assetClasses, correlation } = capitalMarketAssumptions;
  const chosen = (classIds ?? assetClasses.map((c) => c.id)).map(assetClass);
  const place = new Map(assetClasses.map((c, index) => [c.id, index]));
  return {
    assets: chosen.map(({ id, label }) => ({ id, label })),
    expectedReturns: chosen.map((c) => c.blendedReturn),
    covariance: chosen.map((a) =>
      chosen.map(
        (b) => correlation[place.get(a.id)!]![place.get(b.id)!]! * a.volatility * b.volatility,
      ),
    ),
  };
}

/** The long-only bounds (0 to the suggested maximum) of some classes, in the order asked for. */
export function defaultBounds(classIds?: readonly string[]): { min: number; max: number }[] {
  return expectedMoments(classIds).assets.map(({ id }) => ({
    min: 0,
    max: assetClass(id).suggestedMaxWeight,
  }));
}

/** The default rows for some classes: a class left out counts as weight 0, and rows left empty are dropped. */
export function defaultRows(classIds?: readonly string[]): AssumptionRow[] {
  const kept = new Set(expectedMoments(classIds).assets.map(({ id }) => id));
  return capitalMarketAssumptions.defaultRows
    .map(({ coef, ...row }) => ({
      ...row,
      coef: Object.fromEntries(Object.entries(coef).filter(([id]) => kept.has(id))),
    }))
    .filter((row) => Object.keys(row.coef).length > 0);
}

/** One asset class by id; throws `invalid_input` for an unknown one. */
export function assetClass(id: string): AssetClass {
  const found = capitalMarketAssumptions.assetClasses.find((c) => c.id === id);
  if (!found) refuse(`There is no asset class “${id}”.`);
  return found;
}

function classOf(id: string): AssetClass {
  const { etfs, geometricRange, ...rest } = data.assetClasses.find((c) => c.id === id)!;
  const [etf] = etfs;
  const [low, high] = geometricRange;
  return {
    ...rest,
    geometricRange: { low: low!, high: high! },
    etf: { ticker: etf!.ticker, expenseRatio: etf!.expenseRatio },
  };
}

function present(coef: Record<string, number | undefined>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(coef).filter((entry): entry is [string, number] => entry[1] !== undefined),
  );
}
