import type { TimeTable } from "#lib/finance/estimate/prices.ts";

/** One vector of published numbers, as in the files; `problem`, `input` and `expected` depend on the group. */
export type Vector = {
  id: string;
  group: string;
  source?: { repo: string };
  input: Record<string, unknown>;
  problem: Record<string, unknown>;
  expected: Record<string, unknown>;
  tolerance: { atol?: number; rtol?: number; sharesExact?: boolean };
  note?: string;
};

/** Reads a price table of the vectors by its file name. */
export type Tables = (file: string) => TimeTable;

/**
 * The result of a vector: `worst` is the largest distance as a multiple of its tolerance (≤ 1 passes). `source` means
 * outside tolerance because the published weights are provably not the optimum they claim to be.
 */
export type Outcome = {
  id: string;
  group: string;
  verdict: "pass" | "source" | "fail";
  worst: number;
  reason: string;
  ms: number;
};

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export function number(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}

export function numbers(value: unknown): number[] | undefined {
  return Array.isArray(value) && value.every((item) => typeof item === "number")
    ? value
    : undefined;
}

export function strings(value: unknown): string[] | undefined {
  return Array.isArray(value) && value.every((item) => typeof item === "string")
    ? value
    : undefined;
}

export function matrix(value: unknown): number[][] | undefined {
  if (!Array.isArray(value) || value.length === 0) return undefined;
  const rows = value.map(numbers);
  return rows.every((row) => row !== undefined) ? rows : undefined;
}

export function record(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}
