import type { Allocation, Projection, RiskTable } from "#lib/data-types/portfolio.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";
import { shownShares } from "#lib/money/shown-shares.ts";
import { latestOf } from "#lib/runtime/progress/run-results.ts";

/**
 * A figure of two plans. `share` is a decimal, 0.085 is 8.5%; a `loss` is a share below zero, the worse the lower;
 * `money` is in the plan's currency.
 */
export type Measure = {
  readonly id: string;
  readonly label: string;
  readonly kind: "share" | "loss" | "money";
  readonly a: number;
  readonly b: number;
};

export type WeightPair = {
  readonly assetClass: string;
  readonly label: string;
  readonly ticker: string;
  readonly a: number;
  readonly b: number;
};

/** The results of two plans, measure by measure. */
export type PortfolioComparison = {
  readonly currency: string;
  readonly measures: readonly Measure[];
  /** What either holds, what A holds most of first; shares as they are shown, each column adding up to its whole. */
  readonly weights: readonly WeightPair[];
  /** The assumptions of each plan. */
  readonly assumptions: { readonly a: string; readonly b: string };
};

/** The plans that two runs have come to, side by side; `null` while either has none. */
export function comparePortfolios(a: WorkingState, b: WorkingState): PortfolioComparison | null {
  const [planA, planB] = [a, b].map((work) => latestOf(work, "allocation")?.value);
  if (!planA || !planB) return null;
  const pair = <T>(read: (work: WorkingState) => T | undefined): readonly [T, T] | null => {
    const [left, right] = [read(a), read(b)];
    return left && right ? [left, right] : null;
  };
  const risks = pair((work) => latestOf(work, "risk-table")?.value);
  const projections = pair((work) => latestOf(work, "projection")?.value);
  return {
    currency: planA.amount.currency,
    measures: [
      share(
        "expected_return",
        "Expected return, a year",
        planA.expectedReturn,
        planB.expectedReturn,
      ),
      ...(risks ? riskMeasures(...risks) : [volatilities(planA, planB)]),
      ...(projections ? projectionMeasures(...projections) : []),
    ],
    weights: weightPairs(planA, planB),
    assumptions: { a: resting(planA), b: resting(planB) },
  };
}

function share(id: string, label: string, a: number, b: number): Measure {
  return { id, label, kind: "share", a, b };
}

function volatilities(a: Allocation, b: Allocation): Measure {
  return share("volatility", "Volatility, a year", a.volatility, b.volatility);
}

function riskMeasures(a: RiskTable, b: RiskTable): Measure[] {
  const others = new Map(b.rows.map((row) => [row.id, row]));
  return a.rows.flatMap(({ id, label, share: value }): Measure[] => {
    const other = others.get(id);
    if (!other) return [];
    const kind = value < 0 || other.share < 0 ? "loss" : "share";
    return [{ id, label, kind, a: value, b: other.share }];
  });
}

const lines = [
  ["p10", "lower line (10%)"],
  ["p50", "middle (50%)"],
  ["p90", "upper line (90%)"],
] as const;

/** After as many years as both cover, and at the end of each if they cover different numbers of years. */
function projectionMeasures(a: Projection, b: Projection): Measure[] {
  if (a.currency !== b.currency) return [];
  const [lastA, lastB] = [a.fan.at(-1), b.fan.at(-1)];
  if (!lastA || !lastB) return [];
  const years = Math.min(lastA.year, lastB.year);
  const [atA, atB] = [a, b].map(({ fan }) => fan.find(({ year }) => year === years));
  const common = lines.map(([line, words]): Measure | null =>
    atA && atB
      ? {
          id: line,
          label: `After ${yearsText(years)}, ${words}`,
          kind: "money",
          a: atA[line],
          b: atB[line],
        }
      : null,
  );
  const end: Measure = {
    id: "end",
    label: `At the end (${lastA.year} and ${lastB.year} years), middle (50%)`,
    kind: "money",
    a: lastA.p50,
    b: lastB.p50,
  };
  const measures = common.filter((measure) => measure !== null);
  return lastA.year === lastB.year ? measures : [...measures, end];
}

function yearsText(years: number): string {
  return `${years} ${years === 1 ? "year" : "years"}`;
}

function weightPairs(a: Allocation, b: Allocation): WeightPair[] {
  const pairs = new Map<string, WeightPair>();
  const add = (which: "a" | "b", { weights }: Allocation) => {
    const shares = shownShares(weights.map(({ weight }) => weight));
    weights.forEach(({ assetClass, label, ticker }, i) => {
      const known = pairs.get(assetClass) ?? { assetClass, label, ticker, a: 0, b: 0 };
      pairs.set(assetClass, { ...known, [which]: shares[i]! });
    });
  };
  add("a", a);
  add("b", b);
  return [...pairs.values()]
    .filter((pair) => pair.a > 0 || pair.b > 0)
    .toSorted((x, y) => y.a - x.a || y.b - x.b);
}

function resting({ assumptions: { name, asOf } }: Allocation): string {
  return `${name}, ${asOf}`;
}
