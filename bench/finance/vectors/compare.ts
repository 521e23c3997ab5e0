import type { Vector } from "./vector.ts";

/**
 * Distances between found and expected, each as a multiple of its tolerance atol + rtol·|expected|; keeps the worst.
 */
export class Comparison {
  worst = 0;
  reason = "";
  /** Why the published number is not the optimum, when that is proven. */
  inSource = "";
  /** By which share the published score is worse than ours. */
  private excess = 0;
  private readonly atol: number;
  private readonly rtol: number;

  constructor({ tolerance }: Vector) {
    this.atol = tolerance.atol ?? 0;
    this.rtol = tolerance.rtol ?? 0;
    if (this.atol === 0 && this.rtol === 0) this.atol = 1e-6;
  }

  number(name: string, found: number | undefined, expected: number): void {
    const allowed = this.atol + this.rtol * Math.abs(expected);
    const ratio =
      found === undefined || Number.isNaN(found) ? Infinity : Math.abs(found - expected) / allowed;
    if (ratio <= this.worst) return;
    this.worst = ratio;
    if (ratio > 1) this.reason = `${name} is ${found}, expected ${expected}`;
  }

  list(name: string, found: readonly number[] | undefined, expected: readonly number[]): void {
    if (found?.length !== expected.length)
      return this.fail(`${name} has ${found?.length} values, expected ${expected.length}`);
    expected.forEach((value, i) => this.number(`${name}[${i}]`, found[i], value));
  }

  same(name: string, found: unknown, expected: unknown): void {
    if (found !== expected) this.fail(`${name} is ${String(found)}, expected ${String(expected)}`);
  }

  /**
   * Where found and published weights differ: the published ones lie in the source when they meet the same limits and
   * score worse (lower is better) than ours, so that no better solver could have given them.
   */
  better(what: string, found: number, published: number): void {
    const excess = (published - found) / Math.abs(published);
    if (this.worst <= 1 || !(excess > Math.max(1e-12, this.excess))) return;
    this.excess = excess;
    this.inSource = `${what} is ${published.toPrecision(10)} at the published weights, ${excess.toPrecision(2)} of it above ours (lower is better)`;
  }

  fail(reason: string): void {
    this.worst = Infinity;
    this.reason = reason;
  }
}
