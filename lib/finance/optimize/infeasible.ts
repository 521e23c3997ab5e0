import { loadHighs } from "#lib/finance/solver/highs.ts";

import { asGiven } from "./limit-words.ts";
import { linearConflict } from "./linear-conflict.ts";
import { percent, type Prepared } from "./prepare.ts";
import type {
  LimitInWords,
  OptimizeFailure,
  OptimizeProblem,
  OptimizeResult,
  Suggestion,
} from "./problem.ts";
import { leastExcess, shapeOf } from "./programs.ts";

type Optimize = (problem: OptimizeProblem) => Promise<OptimizeResult>;

/**
 * Why a problem has no answer: the smallest set of limits that contradict each other, and how far each would have to
 * move, alone, for an answer to exist. When the limits agree but the target is out of reach, what is reachable and what
 * dropping each pressing limit would reach. `unsolved` when nothing contradicts, so that it is never called infeasible.
 */
export async function explainInfeasible(
  prepared: Prepared,
  optimize: Optimize,
): Promise<OptimizeFailure> {
  const highs = await loadHighs();
  const { objective } = prepared.problem;
  const untargeted = {
    ...prepared,
    problem: { ...prepared.problem, objective: { kind: "min_volatility" } as const },
  };
  const contradiction = linearConflict(highs, prepared, shapeOf(untargeted));
  if (contradiction) return contradiction;
  if (objective.kind === "max_return_at_volatility")
    return targetOutOfReach(prepared, optimize, {
      id: "volatility",
      value: objective.targetVolatility,
    });
  if (objective.kind === "target_return")
    return targetOutOfReach(prepared, optimize, { id: "return", value: objective.targetReturn });
  if (objective.kind === "max_sharpe") return nothingAboveRiskFree(prepared, optimize);
  return unsolved();
}

function unsolved(): OptimizeFailure {
  return {
    code: "unsolved",
    message: "No portfolio could be proven to be the best within these limits.",
  };
}

/** Says how near the limits come to a target (`best`), and what dropping each limit that presses there would reach. */
async function targetOutOfReach(
  { problem }: Prepared,
  optimize: Optimize,
  target: { id: "volatility" | "return"; value: number },
): Promise<OptimizeFailure> {
  const calm = target.id === "volatility";
  const nearest = {
    ...problem,
    objective: { kind: calm ? "min_volatility" : "max_return" },
  } as const;
  const best = await optimize(nearest);
  const figure = calm ? ("volatility" as const) : ("expectedReturn" as const);
  const direction = calm ? 1 : -1;
  if (!best.ok || direction * (best[figure] - target.value) <= 0) return unsolved();
  const words = calm ? "lowest volatility" : "highest expected return";
  const to = (calm ? Math.ceil : Math.floor)(best[figure] * 1e4) / 1e4;
  const name = calm ? "target volatility" : "target return";
  const suggestions: Suggestion[] = [
    {
      limitId: target.id,
      sentence: `${calm ? "Raise" : "Lower"} the ${name} from ${asGiven(target.value)} to ${percent(to)}.`,
      from: target.value,
      to,
    },
  ];
  const conflicting: LimitInWords[] = [
    { id: target.id, sentence: `The ${name} is ${asGiven(target.value)}.` },
  ];
  const pressing = best.certificate.activeLimits.filter(
    (limit) => !isNoShorting(problem, limit.id),
  );
  for (const limit of pressing.slice(0, 8)) {
    conflicting.push({ id: limit.id, sentence: limit.sentence });
    // eslint-disable-next-line no-await-in-loop -- one solver, one problem at a time
    const without = await optimize(withoutLimit(nearest, limit.id));
    if (without.ok && direction * (best[figure] - without[figure]) > 1e-6)
      suggestions.push({
        limitId: limit.id,
        sentence: `Without this limit (${limit.sentence.replace(/\.$/, "")}) the ${words} would be ${percent(without[figure])}.`,
        from: best[figure],
        to: without[figure],
      });
  }
  const side = calm ? "above" : "below";
  return {
    code: "infeasible",
    message: `The ${words} within these limits is ${percent(best[figure])}, ${side} the target of ${asGiven(target.value)}.`,
    conflicting,
    suggestions,
  };
}

/** The words of what has no best Sharpe ratio; `max-diversification` puts its own in their place. */
function sharpeWithoutBound(expectedReturn: number, riskFree: number): OptimizeFailure {
  return {
    code: "infeasible",
    message: `There is no best Sharpe ratio: a portfolio without risk is expected to earn ${percent(expectedReturn)}, ${percent(expectedReturn - riskFree, 2)} more than the risk-free rate of ${percent(riskFree)}.`,
    conflicting: [{ id: "riskFreeRate", sentence: `The risk-free rate is ${percent(riskFree)}.` }],
    suggestions: [
      {
        limitId: "riskFreeRate",
        sentence: `Set the risk-free rate to what that portfolio earns, ${percent(expectedReturn)}.`,
        from: riskFree,
        to: expectedReturn,
      },
    ],
  };
}

/**
 * The two premises of a best Sharpe ratio, tested one after the other: some portfolio earns more than the risk-free
 * rate, and none that does is without risk.
 */
async function nothingAboveRiskFree(
  { problem, mu, riskFree }: Prepared,
  optimize: Optimize,
): Promise<OptimizeFailure> {
  const plain = { ...problem, l2: 0 };
  const most = await optimize({ ...plain, objective: { kind: "max_return" } });
  if (!most.ok) return most.failure;
  const excess = most.expectedReturn - riskFree;
  if (excess > leastExcess(mu, riskFree)) {
    const above = riskFree + Math.min(1e-6, 1e-3 * excess);
    const objective = { kind: "target_return", targetReturn: above } as const;
    const riskless = await optimize({ ...plain, objective });
    if (riskless.ok && riskless.volatility < 1e-5)
      return sharpeWithoutBound(riskless.expectedReturn, riskFree);
    return unsolved();
  }
  return {
    code: "infeasible",
    message: `No portfolio within these limits is expected to earn more than the risk-free rate of ${percent(riskFree)}: the most is ${percent(most.expectedReturn)}.`,
    conflicting: [
      { id: "riskFreeRate", sentence: `The risk-free rate is ${percent(riskFree)}.` },
      ...most.certificate.activeLimits.slice(0, 8).map(({ id, sentence }) => ({ id, sentence })),
    ],
    suggestions: [
      {
        limitId: "riskFreeRate",
        sentence: "Look for the lowest volatility or a target return instead.",
        from: riskFree,
        to: most.expectedReturn,
      },
    ],
  };
}

/** The same problem without one limit, named as in `LimitInWords`. */
function withoutLimit(problem: OptimizeProblem, id: string): OptimizeProblem {
  const [side, asset] = id.split(":");
  if (asset === undefined)
    return { ...problem, rows: (problem.rows ?? []).filter((row) => row.id !== id) };
  const bounds = problem.bounds.map((bound, i) => {
    if (problem.assets[i]!.id !== asset) return bound;
    return side === "max"
      ? { ...bound, max: Math.max(1, bound.max) }
      : { ...bound, min: Math.min(0, bound.min) };
  });
  return { ...problem, bounds };
}

/** A minimum of zero says only that nothing is sold short: true, and no help to a person. */
function isNoShorting({ assets, bounds }: OptimizeProblem, id: string): boolean {
  return assets.some((asset, i) => id === `min:${asset.id}` && bounds[i]!.min === 0);
}
