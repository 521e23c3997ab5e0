import * as covariance from "#lib/finance/estimate/covariance.ts";
import type * as prices from "#lib/finance/estimate/prices.ts";
import * as clustering from "#lib/finance/hierarchical/clustering.ts";
import type * as hierarchical from "#lib/finance/hierarchical/hierarchical.ts";
import type { OptimizeProblem } from "#lib/finance/optimize/problem.ts";
import { seededRandom } from "#lib/finance/outlook/random.ts";
import { riskMeasures } from "#lib/finance/scenario/risk-measures.ts";

/** Draws arguments: mostly plain ones that are degenerate together, some that are wrong by themselves. */
export class DegenerateDraw {
  readonly n: number;
  readonly t: number;
  private readonly random: ReturnType<typeof seededRandom>;
  private readonly wrongness: number;

  constructor(seed: number) {
    this.random = seededRandom(seed);
    this.wrongness = [0, 0, 0.02, 0.15][seed % 4]!;
    this.n = this.below(5);
    this.t = this.below(30);
  }

  below(count: number): number {
    return this.random.below(count);
  }

  of<T>(...choices: readonly T[]): T {
    return choices[this.below(choices.length)]!;
  }

  /** A figure of about `size`, or one that is none. */
  x(size = 0.1): number {
    if (this.random.uniform() < this.wrongness)
      return this.of(NaN, Infinity, -Infinity, 0, -1, 1, 1e-320, 1e15, -2);
    return this.of(0, size, -size, size * this.random.uniform(), size * this.random.normal());
  }

  positive(size = 1): number {
    const value = this.x(size);
    return value < 0 ? -value : value;
  }

  list(length = this.n, size = 0.1): number[] {
    return Array.from({ length }, () => this.x(size));
  }

  /** Weights, mostly adding up to 1. */
  weights(): number[] {
    const raw = this.list(this.n, 1).map((value) => (value < 0 ? -value : value));
    const sum = raw.reduce((a, b) => a + b, 0);
    return this.below(5) === 0 ? raw : raw.map((value) => (sum > 0 ? value / sum : 1 / this.n));
  }

  /** Covariances with and without risk, opposite, alike, wrong. */
  covariance(): number[][] {
    const { n } = this;
    const kind = this.below(7);
    const load = Array.from({ length: n }, () => this.of(-0.2, 0.1, 0.2, kind === 1 ? 0 : 0.3));
    const out = load.map((a, i) =>
      load.map((b, j) => (kind < 4 ? a * b : 0) + (i === j && kind % 2 === 0 ? 0.01 : 0)),
    );
    if (kind === 5) return out.map((row) => row.map(() => 0));
    if (kind === 6) return out.map((row) => row.map(() => this.x(0.04)));
    if (n > 0 && this.random.uniform() < this.wrongness) out[0]![n - 1] = this.x();
    return out;
  }

  returns(): number[][] {
    const still = this.below(6) === 0;
    return Array.from({ length: this.t }, () => this.list(this.n, still ? 0 : 0.02));
  }

  table(of: () => number = () => this.x(0.02)): prices.TimeTable {
    const gaps = this.of(0, 0, 0.2);
    return {
      dates: Array.from({ length: this.t }, (_, t) => String(100 + t)),
      assets: Array.from({ length: this.n }, (_, i) => `A${i}`),
      values: Array.from({ length: this.t }, () =>
        Array.from({ length: this.n }, () => (this.random.uniform() < gaps ? NaN : of())),
      ),
    };
  }

  bounds(): { min: number; max: number }[] {
    const kind = this.below(4);
    return Array.from({ length: this.n }, () => {
      if (kind === 0) return { min: this.x(), max: this.x(1) };
      return kind === 1 ? { min: 0, max: Infinity } : { min: 0, max: this.of(1, 0.5) };
    });
  }

  problem(): Omit<OptimizeProblem, "objective"> {
    const extras = [
      {},
      { l2: this.positive(0.01) },
      { current: this.weights(), maxTurnover: this.positive() },
      { current: this.weights(), tradingCost: this.positive(0.01) },
      { rows: [{ id: "r", meaning: "a row", coef: { a0: this.x(1) }, max: this.x(1) }] },
    ] as const;
    return {
      assets: Array.from({ length: this.n }, (_, i) => ({ id: `a${i}`, label: `A${i}` })),
      expectedReturns: this.list(),
      covariance: this.covariance(),
      bounds: this.bounds(),
      riskFreeRate: this.x(0.02),
      budget: this.of(1, 1, 1, this.x(1)),
      ...this.of(...extras),
    };
  }

  objective(): OptimizeProblem["objective"] {
    return this.of<OptimizeProblem["objective"]>(
      { kind: "max_sharpe" },
      { kind: "min_volatility" },
      { kind: "max_return" },
      { kind: "max_utility", riskAversion: this.positive(4) },
      { kind: "target_return", targetReturn: this.x() },
      { kind: "max_return_at_volatility", targetVolatility: this.positive(0.2) },
    );
  }

  day(): string {
    return this.of("2024-02-29", "2024-02-30", "2023-01-01", "2026-07-04", "May", "", "2025-13-01");
  }

  merges(): clustering.Merge[] {
    return clustering.hierarchicalClusters(this.distance(), this.linkage());
  }

  distance(): number[][] {
    return clustering.correlationDistance(covariance.correlationOf(this.covariance()));
  }

  linkage(): clustering.Linkage {
    return this.of("single", "complete", "average", "ward");
  }

  hierarchical(): Parameters<typeof hierarchical.hierarchicalRiskParity>[0] {
    const risk = this.of(...riskMeasures);
    const onCovariance = risk === "variance" || risk === "standard_deviation";
    return {
      ...(onCovariance ? { covariance: this.covariance() } : { returns: this.returns() }),
      linkage: this.linkage(),
      risk,
      leafOrder: this.of("optimal", "branchwise", "tree"),
      ...(this.below(3) === 0 && { bounds: this.bounds() }),
      ...(this.below(3) === 0 && { clusters: this.below(6) }),
    };
  }

  costs() {
    return {
      perOrder: this.positive(1),
      rate: this.positive(0.01),
      halfSpread: this.positive(0.01),
    };
  }

  holdings() {
    return Array.from({ length: this.n }, (_, i) => ({
      id: `h${i}`,
      shares: Math.round(this.positive(100)),
      price: this.positive(50),
    }));
  }
}
