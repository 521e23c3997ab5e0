import { FinanceError } from "#lib/finance/errors.ts";
import { certify } from "#lib/finance/solver/certificate.ts";
import { loadHighs, solveLinear } from "#lib/finance/solver/highs.ts";
import { solveWithInteriorPoint } from "#lib/finance/solver/interior-point.ts";
import { polish } from "#lib/finance/solver/polish.ts";
import { dot, gradient, type Program, type SolverAnswer } from "#lib/finance/solver/program.ts";
import { loadScs, solveWithScs } from "#lib/finance/solver/scs.ts";

import { limitsAt } from "./active-limits.ts";
import { explainInfeasible } from "./infeasible.ts";
import { prepare, type Prepared } from "./prepare.ts";
import type { Certificate, OptimizeProblem, OptimizeResult } from "./problem.ts";
import { conicForm, leastExcess, shapeOf, type Shape } from "./programs.ts";

/** What an answer must meet to be given out. */
const acceptance = { violation: 1e-7, gap: 1e-6 } as const;

/** A volatility below this share of the largest one is rounding: a portfolio without risk has no Sharpe ratio. */
const RISKLESS = 1e-7;

/** Above this size SCS only has to find the active limits: the polish makes the answer exact, and the proof says so. */
const LARGE = 200;

export type Candidate = { x: Float64Array; rowDuals: Float64Array; lambda: number };
export type Proven = Candidate &
  Omit<Certificate, "status" | "activeLimits" | "solver" | "iterations">;

/** A solver of `Program`s under its name. */
export type Solver = {
  name: Certificate["solver"];
  solve: (program: Program) => SolverAnswer;
};

/**
 * The best weights for an objective within bounds and rows, with a certificate recomputed from the weights alone
 * (limits broken by at most 1e-7, proven within 1e-6 of the optimum), or a typed failure: never a fallback portfolio.
 * SCS answers first, polished on its active set. What cannot be certified goes to the interior-point solver. Runs up to
 * a second or so of arithmetic on the event loop for 500 assets, so a server runs it on a thread above 100
 * (`lib/calculation`).
 */
export async function optimize(problem: OptimizeProblem): Promise<OptimizeResult> {
  try {
    return await solved(problem);
  } catch (error) {
    if (!(error instanceof FinanceError)) throw error;
    const code = error.code === "unsolved" ? error.code : "invalid_input";
    return { ok: false, failure: { code, message: error.message } };
  }
}

async function solved(problem: OptimizeProblem): Promise<OptimizeResult> {
  const prepared = prepare(problem);
  const shape = shapeOf(prepared);
  if (plainlyWithoutExcess(prepared))
    return { ok: false, failure: await explainInfeasible(prepared, optimize) };
  const asksReturnOnly = problem.objective.kind === "max_return" && (problem.l2 ?? 0) === 0;
  const scs = await loadScs();
  const eps = shape.base.size > LARGE ? 1e-3 : 1e-9;
  const first = {
    name: "scs",
    solve: (program: Program) => solveWithScs(scs, program, { eps }),
  } as const;
  const answer = asksReturnOnly ? null : solveAndProve(shape, first);
  if (answer) return toResult(prepared, shape, answer, first.name, answer.iterations);
  const highest = await highestReturn(prepared, shape);
  if (highest) return toResult(prepared, shape, highest, "highs", 0);
  const second = { name: "interior-point", solve: solveWithInteriorPoint } as const;
  const calmer = spreadWithinTarget(prepared, [first, second]);
  if (calmer)
    return toResult(prepared, calmer.shape, calmer.proven, calmer.solver, calmer.iterations);
  const proven = asksReturnOnly ? null : solveAndProve(shape, second);
  if (proven) return toResult(prepared, shape, proven, second.name, proven.iterations);
  return { ok: false, failure: await explainInfeasible(prepared, optimize) };
}

/**
 * Without short sales and with no return above the risk-free rate there is no best Sharpe ratio: seen without a solver.
 */
function plainlyWithoutExcess({ problem, mu, lower, riskFree }: Prepared): boolean {
  const { objective, budget = 1 } = problem;
  if (objective.kind !== "max_sharpe" || budget < 0 || lower.some((bound) => bound < 0))
    return false;
  const most = mu.reduce((high, value) => Math.max(high, value), -Infinity);
  return most * budget - riskFree <= leastExcess(mu, riskFree);
}

/** One solver's answer, polished and certified, or null when it cannot be proven. */
export function solveAndProve(
  shape: Shape,
  solver: Solver,
): (Proven & { iterations: number }) | null {
  const { program, read } = conicForm(shape);
  const answer = solver.solve(program);
  if (answer.x.length === 0) return null;
  const raw = read(answer);
  if (!raw.x.every(Number.isFinite) || !Number.isFinite(raw.lambda)) return null;
  const proven = proveStarting(shape, raw) ?? prove(shape, raw);
  return acceptable(proven) ? { ...proven, iterations: answer.iterations } : null;
}

/** The exact answer reached by the polish from an approximate one, or null when it cannot be proven. */
export function proveStarting(shape: Shape, near: Candidate): Proven | null {
  const start = { ...near, slope: slopeAt(shape, near) };
  const { base, reward, tilt, ridge } = shape;
  const exact = ridge > 0 ? null : polish(base, start, reward, tilt);
  const proven = exact && prove(shape, exact);
  if (proven && acceptable(proven)) return proven;
  if (ridge > 0) return null;
  const nearest = polish(base, start, reward, { kind: "given", lambda: near.lambda }, 1e-7);
  const second = nearest && prove(shape, nearest);
  return second && acceptable(second) ? second : null;
}

function acceptable({ boundViolation, rowViolation, dualityGap }: Proven): boolean {
  return (
    boundViolation <= acceptance.violation &&
    rowViolation <= acceptance.violation &&
    dualityGap <= acceptance.gap
  );
}

/** ∇(½·xᵀPx + cᵀx − λ·(μᵀx − ½·ridge·xᵀx)). */
function slopeAt({ base, reward, ridge }: Shape, { x, lambda }: Candidate): Float64Array {
  const slope = gradient(base.quadratic, x, base.linear);
  if (lambda !== 0)
    for (let i = 0; i < slope.length; i++) slope[i]! -= lambda * (reward[i]! - ridge * x[i]!);
  return slope;
}

/**
 * Certifies a candidate in the units of its objective, from the weights and multipliers alone. With slope s = Px + c
 * − λ(μ − ridge·x), sᵀ(v − x) ≥ −gap for every v within the limits, P positive semidefinite and σ² =
 * xᵀPx, what follows for each objective is (docs/finance.md lists the premises): at a volatility target, for λ > 0:
 * μᵀv ≤ μᵀx + (gap + σₓ(target − σₓ)) / λ; for the best Sharpe ratio, only where x earns more than the
 * risk-free rate at some risk: with λ = σₓ² / (μᵀx − rf), which is made from x and not taken from a solver,
 * μᵀv − rf ≤ Sharpe(x)·σᵥ + gap / λ, stated at the volatility of x; for a lowest volatility σᵥ ≥ σₓ
 * − gap / (2σₓ), by Cauchy and Schwarz; for a utility gap itself.
 */
function prove(shape: Shape, near: Candidate): Proven {
  const { base, tilt } = shape;
  const { x, rowDuals } = near;
  const riskSlope = gradient(base.quadratic, x);
  const volatility = Math.sqrt(Math.max(0, dot(riskSlope, x)));
  const lambda = tilt.kind === "tangency" ? tangencyAt(shape, x, volatility) : near.lambda;
  const candidate = { x, rowDuals, lambda };
  const found = certify(base, x, slopeAt(shape, candidate), rowDuals);
  let { gap, rowViolation } = found;
  if (tilt.kind === "volatility") {
    rowViolation = Math.max(rowViolation, volatility - tilt.target);
    gap =
      lambda > 0 ? (gap + volatility * Math.max(0, tilt.target - volatility)) / lambda : Infinity;
  } else if (tilt.kind === "tangency") gap = lambda > 0 ? gap / (lambda * volatility) : Infinity;
  else if (shape.minimisesVariance && volatility > 0) gap /= Math.SQRT2 * volatility;
  return {
    ...candidate,
    boundViolation: Math.max(0, found.boundViolation),
    rowViolation: Math.max(0, rowViolation),
    dualityGap: gap,
  };
}

/**
 * λ = σ² / (μᵀx − rf) where x has a Sharpe ratio above zero, told apart from rounding; NaN where it has not.
 */
function tangencyAt({ base, reward, tilt }: Shape, x: Float64Array, volatility: number): number {
  if (tilt.kind !== "tangency") return NaN;
  let most = 0;
  for (let i = 0; i < base.size; i++)
    most = Math.max(most, base.quadratic[i * base.size + i]!, 1e-300);
  const excess = dot(reward, x) - tilt.riskFree;
  return excess > leastExcess(reward, tilt.riskFree) && volatility > RISKLESS * Math.sqrt(most)
    ? volatility ** 2 / excess
    : NaN;
}

/**
 * The highest expected return within the limits (a linear program) when that is what is asked, or when its volatility
 * stays below the target, so that the target does not press. Null otherwise.
 */
export async function highestReturn(prepared: Prepared, shape: Shape): Promise<Proven | null> {
  const { objective } = prepared.problem;
  if (objective.kind !== "max_return" && objective.kind !== "max_return_at_volatility") return null;
  const { base, reward, tilt } = shape;
  if ((prepared.problem.l2 ?? 0) > 0) return null;
  // A trading cost is part of what `max_return` minimises, and refused with a volatility target.
  const cost = objective.kind === "max_return" ? base.linear : reward.map((value) => -value);
  const answer = solveLinear(await loadHighs(), { ...base, cost });
  if (answer.status !== "optimal") return null;
  const { gap, boundViolation, rowViolation } = certify(base, answer.x, cost, answer.rowDuals);
  const proven = { ...answer, lambda: Infinity, boundViolation, rowViolation, dualityGap: gap };
  const volatility = Math.sqrt(dot(gradient(base.quadratic, answer.x), answer.x));
  if (tilt.kind === "volatility" && volatility > tilt.target) return null;
  return acceptable(proven) ? proven : null;
}

/**
 * As `highestReturn`, with the spreading penalty: the most return less L2, where its volatility stays below the target.
 */
function spreadWithinTarget(prepared: Prepared, solvers: readonly Solver[]) {
  const { problem } = prepared;
  const { objective } = problem;
  if (objective.kind !== "max_return_at_volatility" || (problem.l2 ?? 0) === 0) return null;
  const free = { ...problem, objective: { kind: "max_return" } as const };
  const shape = shapeOf({ ...prepared, problem: free });
  for (const solver of solvers) {
    const proven = solveAndProve(shape, solver);
    if (!proven) continue;
    const weights = proven.x.subarray(0, prepared.n);
    const volatility = Math.sqrt(Math.max(0, dot(gradient(prepared.sigma, weights), weights)));
    if (volatility > objective.targetVolatility) return null;
    return { shape, proven, solver: solver.name, iterations: proven.iterations };
  }
  return null;
}

function toResult(
  prepared: Prepared,
  shape: Shape,
  proven: Proven,
  solver: Certificate["solver"],
  iterations: number,
): OptimizeResult {
  const { n, mu, sigma, lower, upper, riskFree } = prepared;
  const weights = proven.x.slice(0, n);
  for (let i = 0; i < n; i++) weights[i] = Math.min(Math.max(weights[i]!, lower[i]!), upper[i]!);
  const expectedReturn = dot(mu, weights);
  const volatility = Math.sqrt(Math.max(0, dot(gradient(sigma, weights), weights)));
  return {
    ok: true,
    weights: Array.from(weights),
    expectedReturn,
    volatility,
    sharpe: volatility > 0 ? (expectedReturn - riskFree) / volatility : 0,
    certificate: {
      status: "optimal",
      solver,
      iterations,
      boundViolation: proven.boundViolation,
      rowViolation: proven.rowViolation,
      dualityGap: proven.dualityGap,
      activeLimits: limitsAt(prepared, shape, proven),
    },
  };
}
