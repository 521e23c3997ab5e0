import type { Explanation } from "#lib/data-types/explanation.ts";
import type { Allocation, Projection, RiskTable } from "#lib/data-types/portfolio.ts";

/** Everything a report shows, as it was calculated: shares are decimals, 0.085 is 8.5%. */
export type ReportData = {
  /** "Your plan for $48,000 over 12 years". */
  title: string;
  workflow: { name: string; href: string } | null;
  /** Whose it is, and its reference: "RUN-7F3K". */
  owner: string;
  reference: string;
  version: string;
  /** "22 November 2026". */
  made: string;
  /** The year that the projection starts in. */
  startYear: number;
  horizonYears: number;
  allocation: Allocation;
  risk: RiskTable;
  projection: Projection;
  /** The person's present holdings, where they are known. */
  now: Holding | null;
  explanation: Explanation | null;
  /** Links to each table as a file. */
  csv: { weights: string; risk: string; projection: string } | null;
};

/** A portfolio beside the proposed one, by the same asset classes and measures. */
export type Holding = {
  weights: readonly { assetClass: string; label: string; ticker: string; weight: number }[];
  volatility: number;
  expectedReturn: number;
  risk: RiskTable;
};
