import { describe, expect, onTestFinished, test } from "vitest";

import { frontier } from "#lib/finance/optimize/frontier.ts";
import { optimize } from "#lib/finance/optimize/optimize.ts";
import type { OptimizeProblem } from "#lib/finance/optimize/problem.ts";
import { project } from "#lib/finance/outlook/projection.ts";
import { seededRandom } from "#lib/finance/outlook/random.ts";
import { riskTable } from "#lib/finance/outlook/risk-table.ts";
import { optimizeScenarios } from "#lib/finance/scenario/optimize.ts";
import type { ScenarioProblem } from "#lib/finance/scenario/problem.ts";

import { randomMarket } from "../../bench/finance/random-problems.ts";
import { calculate } from "./calculate.ts";
import { needsThread } from "./calculations.ts";
import type { Question } from "./message.ts";
import { ThreadPool } from "./thread-pool.ts";

const never = new AbortController().signal;

function portfolio(n: number): OptimizeProblem {
  const { expectedReturns, covariance } = randomMarket(seededRandom(n), n, "full");
  return {
    assets: covariance.map((_, i) => ({ id: `a${i}`, label: `Asset ${i + 1}` })),
    expectedReturns,
    covariance,
    bounds: covariance.map(() => ({ min: 0, max: Math.max(0.1, 3 / n) })),
    riskFreeRate: 0.02,
    objective: { kind: "max_sharpe" },
  };
}

/** `years` × 12 months on each of 10,000 paths. */
const futures = (years: number) => ({
  initial: 10_000,
  monthlySaving: 200,
  years,
  inflation: 0.02,
  returns: { kind: "log_normal", expectedReturn: 0.06, volatility: 0.11 } as const,
  paths: 10_000,
});

function scenarios(): ScenarioProblem {
  const random = seededRandom(3);
  return {
    returns: Array.from({ length: 250 }, () =>
      Array.from({ length: 6 }, () => 0.0005 + 0.01 * random.normal()),
    ),
    risk: "cvar",
    bounds: Array.from({ length: 6 }, () => ({ min: 0, max: 0.5 })),
    objective: { kind: "min_risk" },
  };
}

const bad = { expectedReturn: 0.05, volatility: 0.1, years: 10 };

/** A pool of this test's own. */
function pool(size: number, program?: string): ThreadPool {
  const threads = new ThreadPool(size, program);
  onTestFinished(async () => await threads.close());
  return threads;
}

describe("a calculation", { timeout: 60_000 }, () => {
  test("gives the same figures on a thread as here, to the last bit", async () => {
    const large = portfolio(120);
    expect(await calculate("optimize", large, never)).toEqual(await optimize(large));
    const { objective: _, ...limits } = large;
    expect(await calculate("frontier", limits, never)).toEqual(await frontier(limits));
    const future = { ...futures(10), paths: 500, goal: 40_000 };
    expect(await calculate("project", future, never)).toEqual(project(future));
    expect(await calculate("riskTable", bad, never)).toEqual(riskTable(bad));
    const tail = scenarios();
    expect(await calculate("optimizeScenarios", tail, never)).toEqual(
      await optimizeScenarios(tail),
    );
  });

  test("moves to a thread above 100 assets, for scenarios and for simulations", () => {
    expect(needsThread("optimize", portfolio(100))).toBe(false);
    expect(needsThread("optimize", portfolio(101))).toBe(true);
    expect(needsThread("frontier", portfolio(101))).toBe(true);
    expect(needsThread("optimizeScenarios", scenarios())).toBe(true);
    expect(needsThread("project", futures(1))).toBe(true);
    expect(needsThread("riskTable", bad)).toBe(true);
  });

  test("is refused with the same sentence on a thread as here", async () => {
    const impossible = { ...futures(10), paths: 0 };
    const here = () => project(impossible);
    const there = calculate("project", impossible, never);
    await expect(there).rejects.toMatchObject({ name: "FinanceError", code: "invalid_input" });
    const refusal = await there.catch((error: unknown) => error);
    expect(here).toThrow(refusal instanceof Error ? refusal.message : "");
    const unbounded = { ...portfolio(101), bounds: [] };
    expect(await calculate("optimize", unbounded, never)).toMatchObject({
      ok: false,
      failure: { code: "invalid_input" },
    });
  });

  test("is not begun for someone who has left", async () => {
    const left = AbortSignal.abort(new Error("left"));
    await expect(calculate("optimize", portfolio(3), left)).rejects.toThrow("left");
    await expect(calculate("project", futures(1), left)).rejects.toThrow("left");
  });
});

describe("meanwhile", { timeout: 60_000 }, () => {
  test.each<[string, Question]>([
    ["10,000 paths of 360 months", { name: "project", input: futures(30) }],
    ["500 assets", { name: "optimize", input: portfolio(500) }],
  ])("the event loop turns: %s", async (_, question) => {
    const threads = pool(1);
    await threads.run({ name: "riskTable", input: bad }, never);
    let turns = 0;
    const ticking = setInterval(() => (turns += 1), 1);
    await threads.run(question, never);
    clearInterval(ticking);
    expect(turns).toBeGreaterThan(5);
  });
});

describe("the threads", { timeout: 60_000 }, () => {
  test("are used again, and are never more than allowed", async () => {
    const threads = pool(2);
    const three = [1, 2, 3].map((seed) =>
      threads.run({ name: "project", input: { ...futures(1), seed } }, never),
    );
    expect(await Promise.all(three)).toMatchObject([{ seed: 1 }, { seed: 2 }, { seed: 3 }]);
    expect(threads.threads).toBe(2);
  });

  test("end at once with what is no longer wanted; who waits goes on", async () => {
    const threads = pool(1);
    await threads.run({ name: "riskTable", input: bad }, never);
    const hours = { ...futures(100), paths: 1_000_000 };
    const unwanted = new AbortController();
    const long = threads.run({ name: "project", input: hours }, unwanted.signal);
    const impatient = new AbortController();
    const leaves = threads.run({ name: "riskTable", input: bad }, impatient.signal);
    const waits = threads.run({ name: "riskTable", input: bad }, never);
    impatient.abort(new Error("gone"));
    await expect(leaves).rejects.toThrow("gone");
    expect(threads.threads).toBe(1);
    unwanted.abort(new Error("cancelled"));
    await expect(long).rejects.toThrow("cancelled");
    expect(await waits).toEqual(riskTable(bad));
    expect(threads.threads).toBe(1);
  });

  test("a breakdown is a failure that may be tried again, and costs the others nothing", async () => {
    const threads = pool(1, "tests/support/breaking-thread.ts");
    const question: Question = { name: "riskTable", input: bad };
    const both = [threads.run(question, never), threads.run(question, never)];
    for (const end of await Promise.allSettled(both))
      expect(end).toMatchObject({
        status: "rejected",
        reason: { name: "StepFailure", code: "crashed", retryable: true },
      });
    expect(threads.threads).toBe(0);
  });

  test("what cannot be copied to a thread is a failure too", async () => {
    const threads = pool(1);
    const input = { ...bad, years: () => 10 };
    await expect(threads.run({ name: "riskTable", input }, never)).rejects.toMatchObject({
      code: "crashed",
    });
  });

  test("closing lets what is under way finish, then ends them", async () => {
    const threads = pool(1);
    const last = threads.run({ name: "project", input: futures(10) }, never);
    await threads.close();
    expect(await last).toMatchObject({ paths: 10_000 });
    expect(threads.threads).toBe(0);
  });
});
