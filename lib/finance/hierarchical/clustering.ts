import { refuse } from "#lib/finance/errors.ts";
import { requireSymmetric } from "#lib/finance/linear/linear-algebra.ts";

export type Linkage = "single" | "complete" | "average" | "ward";

/**
 * One join of two clusters: ids below n are leaves, n + k is what merge k made; `left` < `right` until leaves are
 * ordered.
 */
export type Merge = { left: number; right: number; height: number; size: number };

/**
 * dᵢⱼ = √((1 − ρᵢⱼ)/2), 0 for perfectly alike, 1 for opposite (Mantegna 1999). Refuses what is no
 * correlation.
 */
export function correlationDistance(correlation: readonly (readonly number[])[]): number[][] {
  requireSymmetric(correlation, correlation.length, "correlation matrix");
  if (correlation.some((row) => row.some((rho) => Math.abs(rho) > 1 + 1e-6)))
    refuse("A correlation lies between −1 and 1.");
  return correlation.map((row, i) =>
    row.map((rho, j) => (i === j ? 0 : Math.sqrt(Math.max(0, (1 - rho) / 2)))),
  );
}

/**
 * Agglomerative clustering by the formulas of Lance & Williams (1967), n − 1 merges from the lowest up, O(n³).
 * Ward's d between a merged cluster and another is
 *   √(((nₐ+nₒ)d²ₐₒ + (n_b+nₒ)d²_bₒ − nₒd²ₐ_b)/(nₐ+n_b+nₒ)).
 */
export function hierarchicalClusters(
  distance: readonly (readonly number[])[],
  linkage: Linkage,
): Merge[] {
  const n = distance.length;
  if (n < 2) refuse("At least two assets are needed to form clusters.");
  requireSymmetric(distance, n, "distance matrix");
  const d = distance.map((row) => Float64Array.from(row));
  const id = d.map((_, i) => i);
  const size = d.map(() => 1);
  const open = new Set(id);
  const merges: Merge[] = [];
  for (let k = 0; k < n - 1; k++) {
    const [a, b] = nearestPair(d, open);
    const height = d[a]![b]!;
    for (const o of open) {
      if (o === a || o === b) continue;
      const joined = joinedDistance(linkage, { toA: d[a]![o]!, toB: d[b]![o]!, between: height }, [
        size[a]!,
        size[b]!,
        size[o]!,
      ]);
      d[a]![o] = joined;
      d[o]![a] = joined;
    }
    merges.push({
      left: Math.min(id[a]!, id[b]!),
      right: Math.max(id[a]!, id[b]!),
      height,
      size: size[a]! + size[b]!,
    });
    id[a] = n + k;
    size[a]! += size[b]!;
    open.delete(b);
  }
  return merges;
}

function nearestPair(d: Float64Array[], open: Set<number>): [number, number] {
  let best: [number, number] = [0, 0];
  let least = Infinity;
  for (const a of open)
    for (const b of open)
      if (a < b && d[a]![b]! < least) {
        least = d[a]![b]!;
        best = [a, b];
      }
  return best;
}

function joinedDistance(
  linkage: Linkage,
  { toA, toB, between }: { toA: number; toB: number; between: number },
  [a, b, o]: [number, number, number],
): number {
  switch (linkage) {
    case "single":
      return Math.min(toA, toB);
    case "complete":
      return Math.max(toA, toB);
    case "average":
      return (a * toA + b * toB) / (a + b);
    case "ward":
      return Math.sqrt(
        Math.max(0, (a + o) * toA ** 2 + (b + o) * toB ** 2 - o * between ** 2) / (a + b + o),
      );
  }
}

/** The leaves below a cluster, left before right. */
export function leavesOf(merges: readonly Merge[], id = 2 * merges.length): number[] {
  const n = merges.length + 1;
  if (id < n) return [id];
  const { left, right } = merges[id - n]!;
  return [...leavesOf(merges, left), ...leavesOf(merges, right)];
}

/** The cluster of each leaf, from 0, after cutting the tree into k. */
export function cutIntoClusters(merges: readonly Merge[], k: number): number[] {
  const n = merges.length + 1;
  if (!(Number.isInteger(k) && k >= 1 && k <= n))
    refuse(`${n} assets can be cut into 1 to ${n} clusters.`);
  const roots = new Set<number>(Array.from({ length: n }, (_, i) => i));
  merges.slice(0, n - k).forEach(({ left, right }, at) => {
    roots.delete(left);
    roots.delete(right);
    roots.add(n + at);
  });
  const out = Array<number>(n).fill(0);
  [...roots]
    .map((root) => leavesOf(merges, root))
    .forEach((leaves, c) => leaves.forEach((i) => (out[i] = c)));
  return out;
}

/**
 * How many clusters to cut into, by the two-difference gap (Yue, Wang & Wei 2008) as Riskfolio-Lib counts it: with W(k)
 * the sum over clusters of the standard deviation of their pairwise distances, the k from 3 to min(maxClusters, √n) +
 * 1 with the largest W(k + 1) + W(k − 1) − 2·W(k); 2 when there are too few assets for that.
 */
export function gapClusterCount(
  distance: readonly (readonly number[])[],
  merges: readonly Merge[],
  maxClusters = 10,
): number {
  const n = distance.length;
  if (!(Number.isInteger(maxClusters) && maxClusters >= 1))
    refuse("The number of clusters must be a whole number above zero.");
  const limit = Math.min(n, Math.floor(Math.min(maxClusters, Math.sqrt(n))) + 2);
  const spread = (k: number): number => {
    const cluster = cutIntoClusters(merges, k);
    let sum = 0;
    for (let c = 0; c < k; c++)
      sum += pairSpread(
        distance,
        cluster.flatMap((own, i) => (own === c ? [i] : [])),
      );
    return sum;
  };
  let best = Math.min(2, n);
  let widest = -Infinity;
  for (let k = 3; k + 1 <= limit; k++) {
    const gap = spread(k + 1) + spread(k - 1) - 2 * spread(k);
    if (gap > widest) {
      widest = gap;
      best = k;
    }
  }
  return best;
}

function pairSpread(distance: readonly (readonly number[])[], members: number[]): number {
  const pairs = members.flatMap((i, a) => members.slice(a + 1).map((j) => distance[i]![j]!));
  if (pairs.length === 0) return 0;
  const mean = pairs.reduce((sum, d) => sum + d, 0) / pairs.length;
  return Math.sqrt(pairs.reduce((sum, d) => sum + (d - mean) ** 2, 0) / pairs.length);
}
