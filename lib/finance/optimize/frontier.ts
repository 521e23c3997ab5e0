import { dot, gradient } from "#lib/finance/solver/program.ts";

import { optimize, proveStarting } from "./optimize.ts";
import { prepare } from "./prepare.ts";
import type { OptimizeFailure, OptimizeProblem } from "./problem.ts";
import { shapeOf } from "./programs.ts";

/** A portfolio of the frontier; `dualityGap` as in `Certificate`. */
export type FrontierPoint = {
  weights: number[];
  expectedReturn: number;
  volatility: number;
  dualityGap: number;
};

export type FrontierResult =
  | { ok: true; points: FrontierPoint[] }
  | { ok: false; failure: OptimizeFailure };

/**
 * The efficient frontier within the limits: for equally spaced returns from that of the lowest volatility to the
 * highest reachable, the lowest volatility with at least that return (minimise wᵀΣw subject to μᵀw ≥ rₖ),
 * upwards. Each point starts from the active limits of the one before (they change seldom) and carries its own proof; a
 * point that cannot be proven that way is solved afresh. 30 points unless said. A failure is the one of `optimize`.
 */
export async function frontier(
  problem: Omit<OptimizeProblem, "objective">,
  options: { points?: number } = {},
): Promise<FrontierResult> {
  const { points: count = 30 } = options;
  const calmest = await optimize({ ...problem, objective: { kind: "min_volatility" } });
  if (!calmest.ok) return calmest;
  // The highest return there is, whatever it costs to get there.
  const free = { ...problem, l2: 0, tradingCost: 0 };
  const highest = await optimize({ ...free, objective: { kind: "max_return" } });
  if (!highest.ok) return highest;

  const points: FrontierPoint[] = [pointOf(calmest, calmest.certificate.dualityGap)];
  const span = highest.expectedReturn - calmest.expectedReturn;
  if (span < 1e-9) return { ok: true, points };
  const at = (targetReturn: number): OptimizeProblem => ({
    ...problem,
    objective: { kind: "target_return", targetReturn },
  });
  let last: Parameters<typeof proveStarting>[1] | null = null;
  for (let k = 1; k < count; k++) {
    const target = calmest.expectedReturn + (span * k) / (count - 1);
    const prepared = prepare(at(target));
    const shape = shapeOf(prepared);
    const next: ReturnType<typeof proveStarting> = last && proveStarting(shape, last);
    if (next) {
      last = next;
      points.push(figuresOf(prepared, next.x.slice(0, prepared.n), next.dualityGap));
      continue;
    }
    // eslint-disable-next-line no-await-in-loop -- each point starts from the one before
    const fresh = await optimize(at(target));
    if (!fresh.ok && k < count - 1) return fresh;
    const found = fresh.ok ? fresh : highest;
    last = {
      x: Float64Array.from(found.weights),
      rowDuals: new Float64Array(shape.base.rows.length),
      lambda: 0,
    };
    if (shape.base.size !== prepared.n) last = null;
    points.push(pointOf(found, found.certificate.dualityGap));
  }
  return { ok: true, points };
}

function figuresOf(
  { mu, sigma }: ReturnType<typeof prepare>,
  weights: Float64Array,
  dualityGap: number,
): FrontierPoint {
  return {
    weights: Array.from(weights),
    expectedReturn: dot(mu, weights),
    volatility: Math.sqrt(Math.max(0, dot(gradient(sigma, weights), weights))),
    dualityGap,
  };
}

function pointOf(
  { weights, expectedReturn, volatility }: Omit<FrontierPoint, "dualityGap">,
  dualityGap: number,
): FrontierPoint {
  return { weights, expectedReturn, volatility, dualityGap };
}
