import { FinanceError } from "#lib/finance/errors.ts";
import { loadHighs, solveLinear } from "#lib/finance/solver/highs.ts";
import { solveWithInteriorPoint } from "#lib/finance/solver/interior-point.ts";
import type { InteriorProgram, SparseRow } from "#lib/finance/solver/program.ts";

/**
 * An ordered weighted average of the scenario returns R·w, Σ weightₖ·(Rw)₍ₖ₎, as a helper variable that is
 * at least it. Its weights rise with the return's rank, so it is the largest of gᵀw over all orders of the scenarios
 * (rearrangement inequality), convex and of degree 1: T! rows, of which a solution needs few.
 */
export type OrderedRisk = {
  /** The place of the helper. */
  place: number;
  /** The measure at w, and the row g that reaches it there. */
  at: (w: ArrayLike<number>) => { risk: number; slope: Float64Array };
};

type Solved = { program: InteriorProgram; x: Float64Array; rowDuals: Float64Array };

const mostRounds = 600;

/** How far the helper may lie under the measure, in units of a typical return: near HiGHS's own tolerance of 1e-9. */
const tolerance = 3e-9;

/** Σ weightₖ·(Rw)₍ₖ₎ for T×n returns R and T weights in rising order, as the helper at `place`. */
export function orderedRisk(
  returns: readonly (readonly number[])[],
  weights: Float64Array,
  place: number,
): OrderedRisk {
  const n = returns[0]!.length;
  return {
    place,
    at(w) {
      const series = returns.map((row) => row.reduce((sum, r, i) => sum + r * w[i]!, 0));
      const order = [...series.keys()].toSorted((a, b) => series[a]! - series[b]!);
      const slope = new Float64Array(n);
      let risk = 0;
      order.forEach((day, k) => {
        risk += weights[k]! * series[day]!;
        for (let i = 0; i < n; i++) slope[i]! += weights[k]! * returns[day]![i]!;
      });
      return { risk, slope };
    },
  };
}

/**
 * Solves a program whose helper `ordered` has no rows yet by cutting planes (Kelley 1960): solve with the rows so far,
 * add the row that is broken most, until none is by more than `tolerance`. Each iteration also cuts at a point that
 * follows the solutions slowly (in-out separation, Ben-Ameur & Neto 2007), which more than halves their number (168 to
 * 70 for ten assets over 200 days). The answer is that of the program that is returned, with the helper at the true
 * measure. Throws `unsolved`.
 */
export async function solveWithCuts(
  start: InteriorProgram,
  ordered: OrderedRisk,
  n: number,
): Promise<Solved> {
  const solve = start.logWeights ? solveBoxed : linearSolver(await loadHighs());
  const program = { ...start, rows: [...start.rows], upper: start.upper.slice() };
  const addCut = (w: ArrayLike<number>) => {
    const { risk, slope } = ordered.at(w);
    program.rows.push(cut(slope, ordered.place));
    return risk;
  };
  for (let i = 0; i < n; i++) addCut(Float64Array.from({ length: n }, (_, j) => Number(i === j)));
  let follower = new Float64Array(n).fill(1 / n);
  for (let round = 0; round < mostRounds; round++) {
    const { x, rowDuals } = solve(program, n);
    const w = x.subarray(0, n);
    const { risk } = ordered.at(w);
    if (risk - x[ordered.place]! <= tolerance * Math.max(1, Math.abs(risk))) {
      const found = x.slice();
      found[ordered.place] = Math.max(risk, x[ordered.place]!);
      return { program, x: found, rowDuals };
    }
    follower = follower.map((value, i) => 0.7 * value + 0.3 * w[i]!);
    addCut(follower);
    addCut(w);
  }
  throw new FinanceError("unsolved", "No portfolio could be found within the time allowed.");
}

/** helper − gᵀw ≥ 0. */
function cut(slope: Float64Array, place: number): SparseRow {
  return {
    index: [...slope.keys(), place],
    value: [...Array.from(slope, (value) => -value), 1],
    min: 0,
    max: Infinity,
  };
}

type Solve = (program: InteriorProgram, n: number) => { x: Float64Array; rowDuals: Float64Array };

function linearSolver(highs: Awaited<ReturnType<typeof loadHighs>>): Solve {
  return (program) => {
    const answer = solveLinear(highs, { ...program, cost: program.linear }, { seconds: 30 });
    if (answer.status === "optimal") return answer;
    throw new FinanceError("invalid_input", "No portfolio meets these limits.");
  };
}

/**
 * With logarithms too few rows leave a program without an optimum, so the weights are kept in a box, which grows for as
 * long as a solution lies at its edge. At the optimum the risk is Σbᵢ: that gives the first size.
 */
function solveBoxed(program: InteriorProgram, n: number): ReturnType<Solve> {
  for (let widened = 0; widened < 12; widened++) {
    for (let i = 0; i < n; i++) if (program.upper[i] === Infinity) program.upper[i] = 10;
    const { status, x, rowDuals } = solveWithInteriorPoint(program);
    if (status !== "solved") break;
    const edge = [...x.subarray(0, n).keys()].filter((i) => x[i]! > 0.9 * program.upper[i]!);
    if (edge.length === 0) return { x, rowDuals };
    for (const i of edge) program.upper[i]! *= 10;
  }
  throw new FinanceError("unsolved", "No portfolio with these risk budgets could be found.");
}
