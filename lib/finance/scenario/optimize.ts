import { FinanceError, refuse } from "#lib/finance/errors.ts";
import { certify } from "#lib/finance/solver/certificate.ts";
import { loadHighs, solveLinear } from "#lib/finance/solver/highs.ts";
import { solveWithInteriorPoint } from "#lib/finance/solver/interior-point.ts";
import { type InteriorProgram, gradient, type SparseRow } from "#lib/finance/solver/program.ts";
import { loadScs, solveWithScs } from "#lib/finance/solver/scs.ts";

import { riskBlock, type RiskBlock } from "./block.ts";
import { onlyHeld, type ScenarioCounts, withCounts } from "./cardinality.ts";
import { checkScenarioProblem } from "./check-problem.ts";
import { type OrderedRisk, solveWithCuts } from "./cuts.ts";
import { certifyWeights, isWithoutRisk, refuseNoRisk, requireExcess } from "./premises.ts";
import type { ScenarioAnswer, ScenarioProblem } from "./problem.ts";
import { measureRisk } from "./risk-measures.ts";

/**
 * The best weights by a scenario risk measure, with proof as in `optimize` (gap in typical returns, the mean size of
 * all given, for a risk or the risk per unit of excess; of return at a risk limit). Linear measures go to HiGHS, Gini's
 * too by cutting planes, the others to the interior-point solver. Parity minimises risk − Σ bᵢ·ln wᵢ, whose
 * optimum has risk contributions in proportion to bᵢ, and is scaled to the budget. Throws `invalid_input`, or
 * `unsolved` for what cannot be proven.
 */
export async function optimizeScenarios(problem: ScenarioProblem): Promise<ScenarioAnswer> {
  const { returns, bounds, objective, budget = 1 } = problem;
  checkScenarioProblem(problem);
  const unit = typicalSize(returns);
  const block = riskBlock(
    problem.risk,
    returns.map((row) => row.map((r) => r / unit)),
    { ...problem.riskOptions, target: (problem.riskOptions?.target ?? 0) / unit },
  );
  const mu =
    problem.expectedReturns ??
    bounds.map((_, i) => returns.reduce((sum, row) => sum + row[i]!, 0) / returns.length);
  const { program, weightsOf } = programFor(problem, block, mu, budget, unit);
  const scaled = objective.kind === "max_ratio" || objective.kind === "risk_parity";
  await requireExcess(problem, mu);
  let answer: Answer;
  try {
    answer = await solve(problem, block, program);
  } catch (error) {
    if (!(error instanceof FinanceError)) throw error;
    if (scaled && (await isWithoutRisk(problem, optimizeScenarios, unit)))
      refuseNoRisk(objective.kind);
    throw error;
  }
  const weights = weightsOf(answer.x);
  if (scaled && !weights.every(Number.isFinite)) return refuseNoRisk(objective.kind);
  const series = returns.map((row) => row.reduce((sum, r, i) => sum + r * weights[i]!, 0));
  const found = {
    weights,
    expectedReturn: weights.reduce((sum, w, i) => sum + w * mu[i]!, 0),
    risk: measureRisk(problem.risk, series, problem.riskOptions),
  };
  return { ...found, certificate: certifyWeights(problem, found, answer.certificate, unit) };
}

/** By the solver that the measure and the objective need. */
async function solve(
  { objective, bounds, holdings }: ScenarioProblem,
  block: RiskBlock,
  program: InteriorProgram,
): Promise<Answer> {
  const { ordered } = block;
  const linear =
    block.degree === 1 && !block.smooth && !ordered && objective.kind !== "risk_parity";
  if (holdings && (!linear || objective.kind === "max_ratio"))
    refuse("Few holdings work with a linear risk measure, at the least risk or the most return.");
  if (ordered) return await byCuts(program, ordered, bounds.length);
  return linear ? await byHighs(program, bounds.length, holdings) : await byConicSolvers(program);
}

/**
 * Mean size of a return: dividing by it lets one tolerance fit daily and yearly scenarios. Every measure scales along.
 */
function typicalSize(returns: readonly (readonly number[])[]): number {
  const sizes = returns.flat().map(Math.abs);
  return sizes.reduce((sum, size) => sum + size, 0) / sizes.length || 1;
}

type Answer = { x: Float64Array; certificate: ScenarioAnswer["certificate"] };

async function byHighs(
  program: InteriorProgram,
  n: number,
  holdings: ScenarioCounts | undefined,
): Promise<Answer> {
  const counted = holdings && withCounts(program, n, holdings);
  const whole = counted?.program ?? program;
  const answer = solveLinear(
    await loadHighs(),
    { ...whole, cost: whole.linear, ...(counted && { integer: counted.integer }) },
    { seconds: 30 },
  );
  if (answer.status === "unbounded")
    refuse("There is no best portfolio: set limits on every asset.");
  if (answer.status !== "optimal")
    throw new FinanceError("invalid_input", "No portfolio meets these limits.");
  if (!counted) return proven(program, answer, "highs");
  // The choice of holdings is kept and its weights are solved again, so that what is left out is exactly zero and the
  // rest proven.
  const held = onlyHeld(program, answer.x, n, holdings);
  const again = solveLinear(await loadHighs(), { ...held, cost: held.linear }, { seconds: 30 });
  if (again.status !== "optimal")
    throw new FinanceError("unsolved", "No portfolio with so few holdings could be proven best.");
  const { x, certificate } = proven(held, again, "highs");
  const bound = answer.objective - answer.gap * Math.abs(answer.objective);
  const dualityGap = Math.max(certificate.dualityGap, again.objective - bound);
  return { x, certificate: { ...certificate, dualityGap } };
}

/** Gini's measures: linear programs by HiGHS, parity by the interior-point solver, both with few of T! rows. */
async function byCuts(start: InteriorProgram, ordered: OrderedRisk, n: number): Promise<Answer> {
  const { program, ...answer } = await solveWithCuts(start, ordered, n);
  return proven(program, answer, start.logWeights ? "interior-point" : "highs");
}

/** The interior-point solver; SCS where that stalls and the program has neither logarithms nor exponentials. */
async function byConicSolvers(program: InteriorProgram): Promise<Answer> {
  const answer = solveWithInteriorPoint(program);
  if (answer.status === "solved" || program.smooth || program.logWeights)
    return proven(program, answer, "interior-point");
  return proven(program, solveWithScs(await loadScs(), program), "scs");
}

function proven(
  program: InteriorProgram,
  { x, rowDuals }: { x: Float64Array; rowDuals: Float64Array },
  solver: ScenarioAnswer["certificate"]["solver"],
): Answer {
  if (x.length === 0) refuse("No portfolio meets these limits.");
  const slope = gradient(program.quadratic, x, program.linear);
  const bent = program.smooth?.(x).slope;
  for (let i = 0; i < x.length; i++)
    slope[i]! += (bent?.[i] ?? 0) - (program.logWeights?.[i] ? program.logWeights[i]! / x[i]! : 0);
  const { gap, boundViolation, rowViolation } = certify(program, x, slope, rowDuals);
  if (!(gap <= 1e-6 && boundViolation <= 1e-7 && rowViolation <= 1e-7))
    throw new FinanceError(
      "unsolved",
      "No portfolio could be proven to be the best within these limits.",
    );
  return {
    x,
    certificate: {
      solver,
      boundViolation: Math.max(0, boundViolation),
      rowViolation,
      dualityGap: gap,
    },
  };
}

type Laid = { program: InteriorProgram; weightsOf: (x: Float64Array) => number[] };

function programFor(
  problem: ScenarioProblem,
  block: RiskBlock,
  mu: readonly number[],
  budget: number,
  unit: number,
): Laid {
  const { objective, bounds } = problem;
  const n = bounds.length;
  const all = Array.from({ length: n }, (_, i) => i);
  if (objective.kind === "max_ratio") return ratioProgram(problem, block, mu, budget);
  const base = programOf(block);
  if (objective.kind === "risk_parity") {
    base.lower.fill(0, 0, n);
    base.logWeights = new Float64Array(block.size);
    base.logWeights.set(objective.budgets ?? all.map(() => 1 / n));
    return { program: base, weightsOf: (x) => scaledTo(x.subarray(0, n), budget) };
  }
  bounds.forEach(({ min, max }, i) => {
    base.lower[i] = min;
    base.upper[i] = max;
  });
  base.rows.push({ index: all, value: all.map(() => 1), min: budget, max: budget });
  for (const { coef, min = -Infinity, max = Infinity } of problem.rows ?? [])
    base.rows.push({ index: all, value: [...coef], min, max });
  if (objective.kind === "min_risk" && objective.targetReturn !== undefined)
    base.rows.push({ index: all, value: [...mu], min: objective.targetReturn, max: Infinity });
  if (objective.kind === "max_return") limitRisk(base, block, objective.maxRisk / unit, mu);
  return { program: base, weightsOf: (x) => Array.from(x.subarray(0, n)) };
}

function programOf(block: RiskBlock, more = 0): InteriorProgram {
  const { size, diagonal, smooth } = block;
  const total = size + more;
  const quadratic = block.degree === 2 ? new Float64Array(total * total) : null;
  if (quadratic) {
    for (let i = 0; i < size; i++) quadratic[i * total + i] = diagonal[i]!;
    const n = block.quadratic ? Math.sqrt(block.quadratic.length) : 0;
    for (let i = 0; i < n; i++)
      quadratic.set(block.quadratic!.subarray(i * n, i * n + n), i * total);
  }
  const linear = new Float64Array(total);
  linear.set(block.linear);
  const lower = new Float64Array(total);
  lower.set(block.lower);
  return {
    size: total,
    quadratic,
    linear,
    lower,
    upper: new Float64Array(total).fill(Infinity),
    rows: [...block.rows],
    ...(smooth && { smooth: more === 0 ? smooth : padded(smooth, size) }),
  };
}

function padded(
  smooth: NonNullable<RiskBlock["smooth"]>,
  size: number,
): NonNullable<RiskBlock["smooth"]> {
  return (x) => {
    const inner = smooth(x.subarray(0, size));
    const slope = new Float64Array(x.length);
    slope.set(inner.slope);
    const curvature = new Float64Array(x.length ** 2);
    for (let i = 0; i < size; i++)
      curvature.set(inner.curvature.subarray(i * size, i * size + size), i * x.length);
    return { slope, curvature };
  };
}

function limitRisk(
  program: InteriorProgram,
  block: RiskBlock,
  maxRisk: number,
  mu: readonly number[],
): void {
  if (block.degree === 2 || block.smooth)
    refuse(
      "A limit on this risk measure is not offered; look for the lowest risk at a return instead.",
    );
  const index = [...block.linear.keys()].filter((i) => block.linear[i] !== 0);
  program.rows.push({
    index,
    value: index.map((i) => block.linear[i]!),
    min: -Infinity,
    max: maxRisk,
  });
  program.linear.fill(0);
  mu.forEach((value, i) => (program.linear[i] = -value));
}

/** min risk(y) with (μᵀy − rf·κ) = e and every limit times κ ≥ 0; w = y/κ (Charnes & Cooper). */
function ratioProgram(
  problem: ScenarioProblem,
  block: RiskBlock,
  mu: readonly number[],
  budget: number,
): Laid {
  const { bounds, objective, riskOptions } = problem;
  if (objective.kind !== "max_ratio") return refuse("Only a ratio is laid out this way.");
  if (riskOptions?.target) refuse("A ratio needs a partial moment about zero.");
  const n = bounds.length;
  const kappa = block.size;
  const base = programOf(block, 1);
  const all = Array.from({ length: n }, (_, i) => i);
  const excess = Math.max(1e-300, ...mu.map((value) => Math.abs(value - objective.riskFreeRate)));
  const scaled = [...mu, -objective.riskFreeRate].map((value) => value / excess);
  base.rows.push(rowOf([...all, kappa], scaled, 1, 1));
  base.rows.push(rowOf([...all, kappa], [...all.map(() => 1), -budget], 0, 0));
  bounds.forEach(({ min, max }, i) => {
    if (min === 0) base.lower[i] = 0;
    else if (min > -Infinity) base.rows.push(rowOf([i, kappa], [1, -min], 0, Infinity));
    if (max < Infinity) base.rows.push(rowOf([i, kappa], [1, -max], -Infinity, 0));
  });
  for (const { coef, min = -Infinity, max = Infinity } of problem.rows ?? []) {
    if (max < Infinity) base.rows.push(rowOf([...all, kappa], [...coef, -max], -Infinity, 0));
    if (min > -Infinity) base.rows.push(rowOf([...all, kappa], [...coef, -min], 0, Infinity));
  }
  return {
    program: base,
    weightsOf: (x) => Array.from(x.subarray(0, n), (value) => value / x[kappa]!),
  };
}

function scaledTo(x: ArrayLike<number>, budget: number): number[] {
  const values = Array.from(x);
  const total = values.reduce((sum, value) => sum + value, 0);
  return values.map((value) => (value * budget) / total);
}

function rowOf(index: number[], value: number[], min: number, max: number): SparseRow {
  return { index, value, min, max };
}
