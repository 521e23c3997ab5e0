import { counted } from "#components/format/dates.ts";
import { money, percent, pointsApart, roundMoney } from "#components/format/numbers.ts";
import type { Json } from "#lib/engine/value/json.ts";
import { estimate } from "#lib/money/round.ts";
import type { Measure } from "#lib/runtime/compare/portfolio.ts";
import type { Comparison } from "#lib/runtime/compare/runs.ts";

/** An answer that differs, in words. */
export type AnswerPair = { key: string; title: string; a: string; b: string };

/** What choosing B gains and costs, in one sentence. */
export function comparisonSentence(
  { portfolio, sameSteps, steps, statuses }: Comparison,
  answers: readonly AnswerPair[],
): string {
  const lead = leadOf(answers);
  if (portfolio) return `${lead} ${gainAndCost(portfolio.measures)}.`;
  if (steps.length === 0) return `${lead} all ${counted(sameSteps, "step")} come out the same.`;
  const open = statuses.a !== "completed" || statuses.b !== "completed";
  const so = open ? "so far " : "";
  return `${lead} ${so}${counted(steps.length, "step")} of ${steps.length + sameSteps} ${steps.length === 1 ? "comes" : "come"} out differently.`;
}

function leadOf(answers: readonly AnswerPair[]): string {
  const [first, second] = answers;
  if (!first) return "With the same answers,";
  if (second) return `With ${counted(answers.length, "answer")} changed,`;
  return `With ${first.b} instead of ${first.a} for “${first.title}”,`;
}

function gainAndCost(measures: readonly Measure[]): string {
  const gain = measures.find(({ id }) => id === "expected_return");
  const cost = measures.find(({ id }) => id === "worst_year");
  const moves = gain ? pointsApart(gain.a, gain.b) : "no change";
  const same = moves === "no change";
  const expects = same ? "expected return stays the same" : `expected return is ${moves} a year`;
  if (!cost) return expects;
  if (percent(cost.a) === percent(cost.b)) {
    return `${expects}, and 1 year in 20 still ends lower than ${percent(cost.b)}`;
  }
  const but = !same && gain && gain.b > gain.a !== cost.b > cost.a ? "but" : "and";
  return `${expects}, ${but} 1 year in 20 ends lower than ${percent(cost.b)} instead of ${percent(cost.a)}`;
}

/** A figure as it is written in the table. */
export function measureText(kind: Measure["kind"], value: number, currency: string): string {
  return kind === "money" ? roundMoney(value, currency) : percent(value);
}

/** What B has more or less of: "0.7 points higher", "3.0 points deeper", "$2,700 lower". */
export function differenceText({ kind, a, b }: Measure, currency: string): string {
  if (kind === "share") return pointsApart(a, b);
  if (kind === "loss") return pointsApart(-a, -b, { more: "deeper", less: "less deep" });
  const apart = estimate(b) - estimate(a);
  if (apart === 0) return "no change";
  return `${money(Math.abs(apart), currency)} ${apart > 0 ? "higher" : "lower"}`;
}

const longest = 80;

/** Any value of a step in a cell of a table. */
export function valueText(value: Json): string {
  if (value === null) return "Nothing";
  if (typeof value === "boolean") return value ? "Yes" : "No";
  if (typeof value === "number") return value.toLocaleString("en-US", { maximumFractionDigits: 6 });
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
