import { money, percent, roundMoney } from "#components/format/numbers.ts";
import { shownHoldings } from "#lib/money/shown-shares.ts";

import type { ReportData } from "./report-data.ts";

/** What the plan is, in three sentences. */
export function planSummary({ allocation, risk, now }: ReportData): string {
  const { amount, expectedReturn, volatility } = allocation;
  const weights = shownHoldings(allocation.weights, amount);
  const [largest] = weights;
  const holds = `The plan holds ${kinds(weights.length)}${largest ? `, the largest of them ${largest.label} at ${percent(largest.share)}` : ""}.`;
  const compared = now
    ? `Volatility goes from ${percent(now.volatility)} to ${percent(volatility)} a year, ${returnsCompared(now.expectedReturn, expectedReturn)}.`
    : `It expects ${percent(expectedReturn)} a year before costs, at a volatility of ${percent(volatility)}.`;
  const bad = risk.rows.find((row) => row.id === "worst_year");
  if (!bad) return `${holds} ${compared}`;
  const loss =
    bad.share < 0
      ? `About 1 year in 20 loses more than ${percent(-bad.share)}, which is ${roundMoney(Math.abs(bad.amount ?? 0), risk.currency)} of ${money(amount.amount, amount.currency)}.`
      : `Even in the worst 1 year in 20 it is expected to gain.`;
  return `${holds} ${compared} ${loss}`;
}

function returnsCompared(before: number, after: number): string {
  return percent(before) === percent(after)
    ? `for about the same expected return (${percent(after)})`
    : `expected return from ${percent(before)} to ${percent(after)}`;
}

/** What the ring of weights shows, of shares as they are shown, the largest first. */
export function weightsFinding(weights: readonly { label: string; share: number }[]): {
  finding: string;
  reading: string;
} {
  const [first, second] = weights;
  if (!first) return { finding: "The plan holds nothing", reading: "" };
  if (!second) return { finding: `All of it is in ${first.label}`, reading: "" };
  const large = first.share > 0.5 ? "More than half is in" : "The largest part is";
  return {
    finding: `${large} ${first.label}`,
    reading: `No other kind takes up more than ${percent(second.share)}`,
  };
}

/** The message of the frontier. */
export function frontierFinding({ allocation, now }: ReportData): string {
  const { volatility, lowestRisk } = allocation;
  if (!now)
    return percent(volatility) === percent(lowestRisk.volatility)
      ? "The plan is the calmest mix within your limits: no other has a lower volatility"
      : "The plan lies on the line: no other mix within your limits expects more at its risk";
  const gain = allocation.expectedReturn - now.expectedReturn;
  const calmer = now.volatility - allocation.volatility;
  if (calmer > 0.0005 && gain > -0.0005) return "Your holdings now sit below the line";
  if (calmer > 0.0005) return "The plan is calmer than what you hold now, and expects less";
  return "The plan expects more than what you hold now, at the risk you accept";
}

/** The message of the projection. */
export function projectionFinding({ projection, startYear }: ReportData): string {
  const last = projection.fan.at(-1);
  if (!last) return "";
  return `The middle outcome in ${startYear + last.year} is ${roundMoney(last.p50, projection.currency)}`;
}

/** What is put in, and what the projection takes for granted of the saving: that it keeps its worth. */
export function paidIn({ projection, allocation }: ReportData): string {
  const { contributed, currency } = projection;
  const start = allocation.amount.amount;
  if (contributed <= start) return `You put in ${money(start, currency)} at the start.`;
  return `You put in ${money(contributed, currency)} in today’s money, ${money(start, currency)} of it at the start. The monthly saving rises with inflation: the projection counts on that.`;
}

/** The part of the report that shows the input a number repeats, by the path of that input. */
export function sectionOf(path: string): string | null {
  if (/frontier|lowestRisk|expectedReturn/.test(path)) return "#points";
  if (path.startsWith("allocation.assumptions")) return "#assumptions";
  if (path.startsWith("allocation")) return "#weights";
  if (path.startsWith("risk")) return "#risk";
  return path.startsWith("projection") ? "#projection" : null;
}

/** The years of a projection that its table repeats: the first, the last, and about six more. */
export function tableYears<T extends { year: number }>(fan: readonly T[], most = 8): T[] {
  if (fan.length <= most) return [...fan];
  const step = (fan.length - 1) / (most - 1);
  const picked = Array.from({ length: most }, (_, i) => fan[Math.round(i * step)]!);
  return [...new Set(picked)];
}

const words = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];

function kinds(count: number): string {
  return `${words[count] ?? count} kind${count === 1 ? "" : "s"} of investments`;
}
