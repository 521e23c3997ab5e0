import { refuse } from "#lib/finance/errors.ts";

import { checkTargets, checkWeights } from "./holdings.ts";

export type RebalanceRule = {
  /** Act when a weight is this far from its target (0.05), or this share of its target (0.25), whichever is nearer. */
  absoluteBand?: number;
  relativeBand?: number;
  /** Act every so many months whatever the drift; 0 for never. */
  everyMonths?: number;
  /** Where to go: all the way, or half-way back into the band, which trades less. */
  to?: "target" | "half_band";
  /** Σ|trades|/2 may not exceed this share of the portfolio; nearer the old weights then. */
  maxTurnover?: number;
};

export type RebalancePlan = {
  /** Why it acts, in words; empty when it does not. */
  reasons: string[];
  /** The weights to trade to: the present ones when nothing is to be done. */
  weights: number[];
  /** How much of the new money alone went towards the targets, as a share of the portfolio after it. */
  byCashFlow: number;
  turnover: number;
};

/**
 * Whether and where to rebalance. New money (`cashFlow`, as a share of the portfolio before it) goes to what is
 * furthest below target first, without selling. Only if a band is still broken (5/25 unless said) or the calendar says
 * so are other weights moved. Weights add up to 1 after the flow. Throws `invalid_input` for weights or targets that do
 * not add up to 1 before it, a rule that is not numbers, or money taken out beyond all.
 */
export function planRebalance(
  weights: readonly number[],
  targets: readonly number[],
  rule: RebalanceRule = {},
  now: { monthsSinceLast?: number; cashFlow?: number; labels?: readonly string[] } = {},
): RebalancePlan {
  checkTargets(targets, weights.length);
  checkWeights(weights);
  checkRule(rule);
  const { everyMonths = 0, maxTurnover = Infinity, to = "target" } = rule;
  const { monthsSinceLast = 0, cashFlow = 0, labels = [] } = now;
  checkNow(cashFlow, monthsSinceLast);
  const { weights: start, used } = afterCashFlow(weights, targets, cashFlow);
  const bands = targets.map((target) => bandOf(target, rule));
  const reasons = brokenBands(start, targets, bands, labels);
  if (everyMonths > 0 && monthsSinceLast >= everyMonths)
    reasons.push(`${monthsSinceLast} months have passed since the last rebalancing.`);
  if (reasons.length === 0) return { reasons, weights: start, byCashFlow: used, turnover: 0 };
  const aim = to === "target" ? [...targets] : halfWay(start, targets, bands);
  const full = turnoverBetween(start, aim);
  const part = full > maxTurnover ? maxTurnover / full : 1;
  const end = start.map((w, i) => w + part * (aim[i]! - w));
  return { reasons, weights: end, byCashFlow: used, turnover: part * full };
}

/** A sentence for each weight that is outside its band. */
function brokenBands(
  weights: readonly number[],
  targets: readonly number[],
  bands: readonly number[],
  labels: readonly string[],
): string[] {
  return weights.flatMap((w, i) => {
    const distance = Math.abs(w - targets[i]!);
    if (distance <= bands[i]! + 1e-12) return [];
    const side = w > targets[i]! ? "above" : "below";
    const name = labels[i] ?? `Asset ${i + 1}`;
    return [
      `${name} is ${points(distance)} ${side} its target, beyond its band of ${points(bands[i]!)}.`,
    ];
  });
}

function checkNow(cashFlow: number, monthsSinceLast: number): void {
  if (!(cashFlow > -1 && cashFlow < Infinity)) refuse("More money is taken out than there is.");
  if (!(monthsSinceLast >= 0 && monthsSinceLast < Infinity))
    refuse("The months since the last rebalancing must be zero or more.");
}

/** Refuses a rule whose bands, months or turnover are below zero or not numbers; endless ones stand for none. */
function checkRule({ absoluteBand, relativeBand, everyMonths, maxTurnover }: RebalanceRule): void {
  for (const value of [absoluteBand, relativeBand, everyMonths, maxTurnover])
    if (value !== undefined && !(value >= 0))
      refuse("The bands, months and turnover of a rebalancing rule must be zero or more.");
}

/** min(absolute, relative·target): the 5/25 rule of Swedroe. */
function bandOf(
  target: number,
  { absoluteBand = 0.05, relativeBand = 0.25 }: RebalanceRule,
): number {
  const band = target > 0 ? Math.min(absoluteBand, relativeBand * target) : absoluteBand;
  return Math.min(1, band);
}

/** Puts money in where most is missing (or takes it out where most is too much), then scales to 1. */
function afterCashFlow(weights: readonly number[], targets: readonly number[], cashFlow: number) {
  const worth = 1 + cashFlow;
  const gaps = weights.map((w, i) => targets[i]! * worth - w);
  const sign = Math.sign(cashFlow);
  const room = gaps.map((gap) => Math.max(0, sign * gap));
  const total = room.reduce((sum, gap) => sum + gap, 0);
  const used = Math.min(Math.abs(cashFlow), total);
  const rest = Math.abs(cashFlow) - used;
  const moved = weights.map(
    (w, i) =>
      (w + sign * ((total > 0 ? (room[i]! * used) / total : 0) + rest * targets[i]!)) / worth,
  );
  return { weights: moved, used: used / worth };
}

/**
 * Weights outside their band go half-way into it; those inside take up the difference, as far as their bands allow.
 * When they cannot, everything goes to its target.
 */
function halfWay(
  start: readonly number[],
  targets: readonly number[],
  bands: readonly number[],
): number[] {
  const broken = start.map((w, i) => Math.abs(w - targets[i]!) > bands[i]!);
  const out = start.map((w, i) =>
    broken[i] ? targets[i]! + (Math.sign(w - targets[i]!) * bands[i]!) / 2 : w,
  );
  const excess = out.reduce((sum, w) => sum + w, 0) - 1;
  const room = out.map((w, i) => {
    if (broken[i]) return 0;
    return Math.max(0, bands[i]! + (excess > 0 ? w - targets[i]! : targets[i]! - w));
  });
  const total = room.reduce((sum, r) => sum + r, 0);
  if (total < Math.abs(excess)) return [...targets];
  return out.map((w, i) => w - (total > 0 ? (excess * room[i]!) / total : 0));
}

function turnoverBetween(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, w, i) => sum + Math.abs(w - b[i]!), 0) / 2;
}

function points(value: number): string {
  return `${Number((value * 100).toFixed(1))} points`;
}
