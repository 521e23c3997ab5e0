import { refuse } from "#lib/finance/errors.ts";
import { correlationOf, sampleCovariance } from "#lib/finance/estimate/covariance.ts";
import { requireSymmetric } from "#lib/finance/linear/linear-algebra.ts";
import { optimizeScenarios } from "#lib/finance/scenario/optimize.ts";
import {
  measureRisk,
  type RiskMeasure,
  type RiskOptions,
} from "#lib/finance/scenario/risk-measures.ts";

import {
  correlationDistance,
  cutIntoClusters,
  gapClusterCount,
  hierarchicalClusters,
  leavesOf,
  type Linkage,
  type Merge,
} from "./clustering.ts";
import { branchwiseLeafOrder, optimalLeafOrder } from "./leaf-order.ts";
import { inverseRiskShare, inverseRiskWeights, requireRoom, shareWithin } from "./split.ts";

/**
 * What the hierarchical methods work on: T×n returns without gaps for a scenario measure, or a covariance (and, if it
 * comes from other data, the correlation) for `variance` and `standard_deviation`.
 */
export type HierarchicalInput = {
  returns?: readonly (readonly number[])[];
  covariance?: readonly (readonly number[])[];
  correlation?: readonly (readonly number[])[];
  linkage: Linkage;
  risk: RiskMeasure;
  riskOptions?: RiskOptions;
  /** How the leaves stand in a row: see `leaf-order.ts`; `tree` as the clustering left them. */
  leafOrder?: "optimal" | "branchwise" | "tree";
  bounds?: readonly { min: number; max: number }[];
  clusters?: number;
};

type Laid = Required<Pick<HierarchicalInput, "linkage" | "risk">> &
  HierarchicalInput & {
    covariance: readonly (readonly number[])[];
    n: number;
    distance: number[][];
  };

function layOut(input: HierarchicalInput): Laid {
  const { returns = [], risk } = input;
  const given = input.returns !== undefined;
  const n = input.covariance?.length ?? returns[0]?.length ?? 0;
  if (n < 2) refuse("At least two assets are needed to form clusters.");
  if (!given && risk !== "variance" && risk !== "standard_deviation")
    refuse("This risk measure needs returns, not only a covariance.");
  if (given) requireReturns(returns, n);
  requireRoom(input.bounds, n);
  const covariance = input.covariance ?? covarianceFrom(returns);
  requireSymmetric(covariance, n, "covariance matrix");
  const distance = correlationDistance(input.correlation ?? correlationOf(covariance));
  if (distance.length !== n) refuse(`The correlation matrix needs ${n} rows and ${n} columns.`);
  return { ...input, covariance, n, distance };
}

function requireReturns(returns: readonly (readonly number[])[], n: number): void {
  if (returns.length < 2) refuse("At least two days of returns are needed.");
  if (returns.some((row) => row.length !== n || !row.every(Number.isFinite)))
    refuse("The returns must have a number for every asset and day.");
}

function covarianceFrom(returns: readonly (readonly number[])[]): number[][] {
  const assets = (returns[0] ?? []).map((_, i) => String(i));
  return sampleCovariance(
    { dates: returns.map((_, t) => String(t)), assets, values: returns.map((row) => [...row]) },
    { periodsPerYear: 1 },
  );
}

/**
 * Hierarchical risk parity (López de Prado 2016): leaves of the cluster tree in a row, halved again and again; each
 * half gets weight in inverse proportion to its risk, that of its inverse-risk portfolio. With `bounds`, every split is
 * kept within what its halves may hold. No optimisation and no inverse: works for any covariance.
 */
export function hierarchicalRiskParity(input: HierarchicalInput): number[] {
  const laid = layOut(input);
  const merges = hierarchicalClusters(laid.distance, laid.linkage);
  const order = leafOrderOf(laid, merges);
  const weights = Array<number>(laid.n).fill(1);
  let parts = [order];
  while (parts.length > 0) {
    const next: number[][] = [];
    for (const part of parts) {
      if (part.length < 2) continue;
      const half = Math.floor(part.length / 2);
      const left = part.slice(0, half);
      const right = part.slice(half);
      const risk = [clusterRisk(laid, left), clusterRisk(laid, right)] as const;
      const whole = weights[left[0]!]!;
      const share = shareWithin(laid.bounds, whole, [left, right], inverseRiskShare(...risk));
      for (const i of left) weights[i]! *= share;
      for (const i of right) weights[i]! *= 1 - share;
      next.push(left, right);
    }
    parts = next;
  }
  return weights;
}

function leafOrderOf(
  { leafOrder = "optimal", distance }: Laid,
  merges: readonly Merge[],
): number[] {
  if (leafOrder === "tree") return leavesOf(merges);
  return leafOrder === "optimal"
    ? optimalLeafOrder(merges, distance)
    : branchwiseLeafOrder(merges, distance);
}

/** Risk of the inverse-risk portfolio of some assets: wᵢ ∝ 1/riskᵢ. */
export function clusterRisk(
  laid: Pick<Laid, "covariance" | "returns" | "risk" | "riskOptions">,
  members: number[],
): number {
  return riskOf(laid, members, weightsInside(laid, members));
}

function weightsInside(
  laid: Pick<Laid, "covariance" | "returns" | "risk" | "riskOptions">,
  members: number[],
): number[] {
  return inverseRiskWeights(members.map((i) => riskOf(laid, [i], [1])));
}

function riskOf(
  {
    covariance,
    returns,
    risk,
    riskOptions,
  }: Pick<Laid, "covariance" | "returns" | "risk" | "riskOptions">,
  members: number[],
  weights: number[],
): number {
  if (risk === "variance" || risk === "standard_deviation") {
    let variance = 0;
    members.forEach((i, a) =>
      members.forEach((j, b) => (variance += weights[a]! * weights[b]! * covariance[i]![j]!)),
    );
    if (!Number.isFinite(variance))
      refuse("The covariance matrix holds something that is not a number.");
    const kept = Math.max(0, variance);
    return risk === "variance" ? kept : Math.sqrt(kept);
  }
  const series = (returns ?? []).map((row) =>
    members.reduce((sum, i, a) => sum + row[i]! * weights[a]!, 0),
  );
  return measureRisk(risk, series, riskOptions);
}

/** The clusters HERC and NCO work with, as places of assets. */
export function clustersFor(input: HierarchicalInput): number[][] {
  return clustersOf(layOut(input)).members;
}

function clustersOf(laid: Laid) {
  const merges = hierarchicalClusters(laid.distance, laid.linkage);
  const k = laid.clusters ?? gapClusterCount(laid.distance, merges);
  const cluster = cutIntoClusters(merges, k);
  const members = Array.from({ length: k }, (_, c) =>
    cluster.flatMap((own, i) => (own === c ? [i] : [])),
  );
  return { merges, k, members };
}

/**
 * Hierarchical equal risk contribution (Raffinot 2018): the tree cut into k clusters (by the gap, unless given); from
 * the top, each split shares weight in inverse proportion to the summed risks of the clusters below; inside a cluster
 * by inverse risk.
 */
export function hierarchicalEqualRisk(input: HierarchicalInput): number[] {
  const laid = layOut(input);
  const { merges, k, members } = clustersOf(laid);
  const weights = Array<number>(laid.n).fill(1);
  for (const { left, right } of merges.toReversed().slice(0, k - 1)) {
    const sides = [leavesOf(merges, left), leavesOf(merges, right)] as const;
    const below = (leaves: number[]) =>
      members
        .filter((cluster) => cluster.every((i) => leaves.includes(i)))
        .reduce((sum, cluster) => sum + clusterRisk(laid, cluster), 0);
    const a = below(sides[0]);
    const b = below(sides[1]);
    const share = inverseRiskShare(a, b);
    for (const i of sides[0]) weights[i]! *= share;
    for (const i of sides[1]) weights[i]! *= 1 - share;
  }
  for (const cluster of members) {
    const inside = weightsInside(laid, cluster);
    cluster.forEach((i, a) => (weights[i]! *= inside[a]!));
  }
  return weights;
}

/**
 * Nested clustered optimisation (López de Prado 2019): the least risk inside each cluster, then the least risk among
 * the clusters taken as assets; the weights are the products. Long only, adding up to 1.
 */
export async function nestedClusters(
  input: HierarchicalInput & { returns: readonly (readonly number[])[] },
): Promise<number[]> {
  const laid = layOut(input);
  const { members } = clustersOf(laid);
  const { returns } = input;
  const least = async (table: number[][]): Promise<number[]> => {
    const n = table[0]!.length;
    if (n === 1) return [1];
    const found = await optimizeScenarios({
      returns: table,
      risk: laid.risk,
      ...(laid.riskOptions && { riskOptions: laid.riskOptions }),
      bounds: Array.from({ length: n }, () => ({ min: 0, max: Infinity })),
      objective: { kind: "min_risk" },
    });
    return found.weights;
  };
  const inside = await Promise.all(
    members.map((cluster) => least(returns.map((row) => cluster.map((i) => row[i]!)))),
  );
  const among = await least(
    returns.map((row) =>
      members.map((cluster, c) => cluster.reduce((sum, i, a) => sum + row[i]! * inside[c]![a]!, 0)),
    ),
  );
  const weights = Array<number>(laid.n).fill(0);
  members.forEach((cluster, c) =>
    cluster.forEach((i, a) => (weights[i] = inside[c]![a]! * among[c]!)),
  );
  return weights;
}
