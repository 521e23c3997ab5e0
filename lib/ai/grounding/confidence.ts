import type { FactCheck, InputUsed } from "./fact.ts";
import type { Figure } from "./match-figures.ts";

export type Confidence = {
  readonly level: "high" | "medium" | "low";
  readonly score: number;
  readonly reasons: readonly string[];
};

type Cap = { readonly most: number; readonly reason: string };

/** The highest confidence after a failed check: a broken limit or a wrong total makes the whole text doubtful. */
const caps: Readonly<Record<string, number>> = {
  certificate: 0.2,
  total: 0.2,
  links: 0.4,
  age: 0.6,
};
const otherCap = 0.6;
const high = 0.8;
const medium = 0.5;

/**
 * How far a text may be relied on, from what was checked: the lowest cap of all findings. So one more finding never
 * raises it, and the writer's own score can only lower it.
 */
export function confidenceOf(found: {
  figures: readonly Figure[];
  inputsUsed: readonly InputUsed[];
  checks: readonly FactCheck[];
  ownScore: number;
}): Confidence {
  const limits = [
    ...figureCaps(found.figures),
    ...estimateCaps(found.inputsUsed),
    ...found.checks
      .filter(({ passed }) => !passed)
      .map(({ detail, id, label }) => ({
        most: caps[id] ?? otherCap,
        reason: detail === "" ? label : `${label}: ${detail}`,
      })),
  ];
  const own = Number.isFinite(found.ownScore) ? Math.min(1, Math.max(0, found.ownScore)) : 0;
  const score = Math.min(1, own, ...limits.map(({ most }) => most));
  const reasons = limits
    .filter(({ most }) => most < high)
    .toSorted((a, b) => a.most - b.most)
    .map(({ reason }) => reason);
  if (own < high && own <= score) reasons.unshift("The writer is not sure of this text itself");
  if (reasons.length === 0) reasons.push("Every check passed");
  return { level: levelOf(score), score: Math.round(score * 100) / 100, reasons };
}

function levelOf(score: number): Confidence["level"] {
  if (score >= high) return "high";
  return score >= medium ? "medium" : "low";
}

function figureCaps(figures: readonly Figure[]): Cap[] {
  const unmatched = figures.filter(({ matches }) => matches === null).length;
  if (unmatched === 0) return [];
  const share = unmatched / figures.length;
  return [
    {
      most: share <= 0.1 ? 0.6 : share <= 0.25 ? 0.45 : 0.2,
      reason: `${unmatched} of ${figures.length} figures match no input`,
    },
  ];
}

function estimateCaps(inputs: readonly InputUsed[]): Cap[] {
  if (inputs.length === 0) return [{ most: 0.4, reason: "No inputs were given to write from" }];
  const estimates = inputs.filter(({ origin }) => origin === "estimate").length;
  if (estimates === 0) return [];
  return [
    {
      most: 1 - 0.9 * Math.max(0.25, estimates / inputs.length),
      reason: estimateReason(estimates, inputs.length),
    },
  ];
}

/** "2 of 7 inputs are estimates". */
export function estimateReason(estimates: number, inputs: number): string {
  return `${estimates} of ${inputs} inputs ${estimates === 1 ? "is an estimate" : "are estimates"}`;
}
