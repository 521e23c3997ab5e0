import { addRowDuals, dot, gradient } from "#lib/finance/solver/program.ts";

import { asGiven, originOf } from "./limit-words.ts";
import type { Prepared } from "./prepare.ts";
import type { ActiveLimit } from "./problem.ts";
import type { Shape } from "./programs.ts";

/**
 * The limits an optimum presses on, dearest first. `price` is the multiplier in the units of the objective: expected
 * return at a volatility target, variance for lowest volatility, utility, or variance per tilt for the best Sharpe
 * ratio.
 */
export function limitsAt(
  prepared: Prepared,
  shape: Shape,
  { x, rowDuals, lambda }: { x: Float64Array; rowDuals: Float64Array; lambda: number },
): ActiveLimit[] {
  const { problem, n, lower, upper } = prepared;
  const { base, reward, tilt, ridge, limits } = shape;
  const linear = !Number.isFinite(lambda);
  const unit = tilt.kind === "volatility" && !linear ? lambda : 1;
  const slope = linear
    ? tilt.kind === "given"
      ? base.linear.slice()
      : reward.map((value) => -value)
    : gradient(base.quadratic, x, base.linear).map(
        (value, i) => value - lambda * (reward[i]! - ridge * x[i]!),
      );
  const threshold = 1e-9 * Math.max(1e-12, ...slope.map(Math.abs));
  addRowDuals(slope, base.rows, rowDuals);
  const active: ActiveLimit[] = [];
  for (let i = 0; i < n; i++) {
    const { id, label } = problem.assets[i]!;
    const price = Math.abs(slope[i]!) / unit;
    if (Math.abs(slope[i]!) <= threshold || lower[i] === upper[i]) continue;
    const side = slope[i]! < 0 ? "max" : "min";
    const at = asGiven(side === "max" ? upper[i]! : lower[i]!);
    const origin = originOf(problem, `${side}:${id}`);
    const word = side === "max" ? "maximum" : "minimum";
    active.push({
      id: `${side}:${id}`,
      sentence: `${label} is at its ${word} of ${at}${origin}.`,
      price,
    });
  }
  limits.forEach(({ id, meaning }, j) => {
    if (id === "" || id === "budget" || Math.abs(rowDuals[j]!) <= threshold) return;
    const origin = originOf(problem, id);
    const sentence = `“${meaning}”${origin && `${origin},`} holds exactly.`;
    active.push({ id, sentence, price: Math.abs(rowDuals[j]!) / unit });
  });
  if (tilt.kind === "volatility" && !linear)
    active.push({
      id: "volatility",
      sentence: `The volatility is at its limit of ${asGiven(tilt.target)}.`,
      price: Math.sqrt(dot(gradient(base.quadratic, x), x)) / lambda,
    });
  return active.toSorted((a, b) => b.price - a.price);
}
