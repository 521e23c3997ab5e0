import { leavesOf, type Merge } from "./clustering.ts";

/**
 * M(u, w), the least path through a cluster from leaf u to leaf w, and the pair of neighbours (m, k) where its branches
 * meet.
 */
type Paths = { cost: readonly Float64Array[]; meet: readonly ([number, number] | null)[][] };

/**
 * Turns the branches of a tree so that the distances between neighbouring leaves add up to the least (Bar-Joseph,
 * Gifford & Jaakkola 2001), the root's own branches staying where they are: the order of the leaves. O(n³) time and
 * n² memory.
 */
export function optimalLeafOrder(
  merges: readonly Merge[],
  distance: readonly (readonly number[])[],
): number[] {
  const { cost, meet } = shortestPaths(merges, distance);
  const between = (u: number, w: number): number[] => {
    const split = meet[u]![w];
    return u === w || !split ? [u] : [...between(u, split[0]), ...between(split[1], w)];
  };
  return between(...bestEnds(merges.at(-1)!, merges, cost));
}

/**
 * The order published hierarchical portfolios are made with (SciPy's `optimal_ordering`): as above, but every cluster
 * mirrors its branches for its own best ends, without going back over what that changes below. Often, not always, the
 * optimal order.
 */
export function branchwiseLeafOrder(
  merges: readonly Merge[],
  distance: readonly (readonly number[])[],
): number[] {
  const n = merges.length + 1;
  const { cost } = shortestPaths(merges, distance);
  const turned = new Set<number>();
  for (const merge of merges) {
    const [u, w] = bestEnds(merge, merges, cost);
    if (merge.left >= n && leavesOf(merges, merges[merge.left - n]!.right).includes(u))
      turned.add(merge.left);
    if (merge.right >= n && leavesOf(merges, merges[merge.right - n]!.left).includes(w))
      turned.add(merge.right);
  }
  const walk = (id: number, mirrored: boolean): number[] => {
    if (id < n) return [id];
    const { left, right } = merges[id - n]!;
    const turns = mirrored !== turned.has(id);
    const a = walk(left, turns);
    const b = walk(right, turns);
    return turns ? [...b, ...a] : [...a, ...b];
  };
  return walk(2 * merges.length, false);
}

/**
 * M(u, w) = min over m, k of M(u, m) + d(m, k) + M(k, w) for u, w in different branches, m ending the branch u begins.
 */
function shortestPaths(merges: readonly Merge[], distance: readonly (readonly number[])[]): Paths {
  const n = merges.length + 1;
  const cost = distance.map(() => new Float64Array(n).fill(Infinity));
  const meet = distance.map(() => Array<[number, number] | null>(n).fill(null));
  for (let i = 0; i < n; i++) cost[i]![i] = 0;
  for (const { left, right } of merges)
    for (const u of leavesOf(merges, left)) {
      const ends = endsFrom(merges, left, u);
      for (const w of leavesOf(merges, right)) {
        const starts = endsFrom(merges, right, w);
        for (const m of ends)
          for (const k of starts) {
            const total = cost[u]![m]! + distance[m]![k]! + cost[k]![w]!;
            if (total >= cost[u]![w]!) continue;
            cost[u]![w] = total;
            meet[u]![w] = [m, k];
          }
        cost[w]![u] = cost[u]![w]!;
        const pair = meet[u]![w];
        meet[w]![u] = pair ? [pair[1], pair[0]] : null;
      }
    }
  return { cost, meet };
}

/** The leaves a cluster may end with when it begins with u: those of the branch u is not in. */
function endsFrom(merges: readonly Merge[], id: number, u: number): number[] {
  const n = merges.length + 1;
  if (id < n) return [u];
  const { left, right } = merges[id - n]!;
  const a = leavesOf(merges, left);
  return a.includes(u) ? leavesOf(merges, right) : a;
}

function bestEnds(
  { left, right }: Merge,
  merges: readonly Merge[],
  cost: Paths["cost"],
): [number, number] {
  let best: [number, number] = [0, 0];
  let least = Infinity;
  for (const u of leavesOf(merges, left))
    for (const w of leavesOf(merges, right))
      if (cost[u]![w]! < least) {
        least = cost[u]![w]!;
        best = [u, w];
      }
  return best;
}
