import type { LimitRow, Objective, OptimizeProblem } from "#lib/finance/optimize/problem.ts";
import { seededRandom, type Random } from "#lib/finance/outlook/random.ts";

/**
 * A factor-model market of n assets: returns of 2% to 10%, volatilities of about 5% to 30%, or a sample of fewer days
 * than assets.
 */
export function randomMarket(
  random: Random,
  n: number,
  kind: "full" | "deficient" | "twins" | "cash",
) {
  const factors = kind === "deficient" ? Math.max(2, Math.floor(n / 2)) : 4;
  const loads = Array.from({ length: n }, () =>
    Array.from(
      { length: factors },
      (_, k) => (k === 0 ? 0.1 : 0.05) * (k === 0 ? 1 + 0.5 * random.normal() : random.normal()),
    ),
  );
  if (kind === "twins") loads[1] = [...loads[0]!];
  const own = loads.map(() => (kind === "deficient" ? 0 : (0.03 + 0.12 * random.uniform()) ** 2));
  if (kind === "twins") own[0] = own[1] = 0;
  if (kind === "cash") {
    loads[0] = loads[0]!.map(() => 0);
    own[0] = 0;
  }
  const covariance = loads.map((a, i) =>
    loads.map(
      (b, j) => a.reduce((sum, value, k) => sum + value * b[k]!, 0) + (i === j ? own[i]! : 0),
    ),
  );
  const expectedReturns = loads.map(() => 0.02 + 0.08 * random.uniform());
  if (kind === "twins") expectedReturns[1] = expectedReturns[0]!;
  return { expectedReturns, covariance };
}

/**
 * Limits as people set them: round caps (sometimes leaving exactly one portfolio), a floor here and there, group rows.
 */
function humanLimits(random: Random, n: number) {
  const caps = [1, 0.5, 0.4, 0.25, 0.2, 0.1, 0.05].filter((cap) => cap * n >= 1 - 1e-12);
  const cap = caps[random.below(caps.length)]!;
  const bounds = Array.from({ length: n }, () => ({ min: 0, max: cap }));
  if (random.uniform() < 0.3) bounds[random.below(n)] = { min: Math.min(0.05, cap), max: cap };
  if (random.uniform() < 0.1) bounds[random.below(n)] = { min: 0, max: 0 };
  if (random.uniform() < 0.15) for (const bound of bounds) bound.min = -0.1;
  const rows: LimitRow[] = [];
  const groups = random.below(4);
  for (let g = 0; g < groups; g++) {
    const coef = Object.fromEntries(
      Array.from({ length: n }, (_, i) => [`a${i}`, Number(i % (g + 2) === 0)]),
    );
    const low = Math.round(random.uniform() * 6) / 20;
    rows.push({ id: `g${g}`, meaning: `group ${g + 1}`, coef, min: low, max: low + 0.3 });
  }
  return { bounds, rows };
}

function randomObjective(random: Random): Objective {
  const kinds: Objective[] = [
    { kind: "max_return_at_volatility", targetVolatility: 0.04 + 0.16 * random.uniform() },
    { kind: "min_volatility" },
    { kind: "max_sharpe" },
    { kind: "target_return", targetReturn: 0.03 + 0.05 * random.uniform() },
    { kind: "max_utility", riskAversion: 1 + 9 * random.uniform() },
  ];
  return kinds[random.below(kinds.length)]!;
}

/**
 * The `index`-th problem of a seeded series: 2 to 40 assets, a fifth each rank-deficient, with twins, with riskless
 * cash.
 */
export function randomProblem(seed: number, index: number): OptimizeProblem {
  const random = seededRandom(seed * 1_000_003 + index);
  const n = 2 + random.below(39);
  const kind = (["full", "full", "deficient", "twins", "cash"] as const)[random.below(5)]!;
  const objective = randomObjective(random);
  const trading = objective.kind !== "max_sharpe" && random.uniform() < 0.15;
  return {
    assets: Array.from({ length: n }, (_, i) => ({ id: `a${i}`, label: `Asset ${i + 1}` })),
    ...randomMarket(random, n, kind),
    ...humanLimits(random, n),
    objective,
    riskFreeRate: 0.02,
    ...(trading && {
      current: Array.from({ length: n }, () => 1 / n),
      maxTurnover: 0.3 + random.uniform(),
    }),
  };
}
