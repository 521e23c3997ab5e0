import { defaultBounds, defaultRows, expectedMoments } from "#lib/finance/estimate/assumptions.ts";
import { frontier } from "#lib/finance/optimize/frontier.ts";
import { optimize, solveAndProve } from "#lib/finance/optimize/optimize.ts";
import { prepare } from "#lib/finance/optimize/prepare.ts";
import type { OptimizeProblem } from "#lib/finance/optimize/problem.ts";
import { shapeOf } from "#lib/finance/optimize/programs.ts";
import { project } from "#lib/finance/outlook/projection.ts";
import { seededRandom } from "#lib/finance/outlook/random.ts";
import { riskParity } from "#lib/finance/risk-parity/risk-parity.ts";
import { solveWithInteriorPoint } from "#lib/finance/solver/interior-point.ts";
import { loadScs, solveWithScs } from "#lib/finance/solver/scs.ts";

import { randomMarket } from "./random-problems.ts";

/**
 * Speed of the portfolio maths after loading, one JSON line each: median and best of several runs, in milliseconds of
 * wall clock, and the median processor time, which a busy machine disturbs less.
 */
type Times = { medianMs: number; bestMs: number; cpuMs: number };
type Line = { bench: string; limitMs: number } & Times & Record<string, unknown>;

async function measured(runs: number, work: () => unknown): Promise<Times> {
  // eslint-disable-next-line no-await-in-loop -- warming up
  for (let k = 0; k < runs; k++) await work();
  const wall: number[] = [];
  const cpu: number[] = [];
  for (let k = 0; k < runs; k++) {
    const start = performance.now();
    const before = process.cpuUsage();
    // eslint-disable-next-line no-await-in-loop -- measured one after the other
    await work();
    const used = process.cpuUsage(before);
    cpu.push((used.user + used.system) / 1000);
    wall.push(performance.now() - start);
  }
  return {
    medianMs: round(median(wall)),
    bestMs: round(Math.min(...wall)),
    cpuMs: round(median(cpu)),
  };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}

function report(line: Line): void {
  console.log(
    JSON.stringify({
      ...line,
      within: line.medianMs <= line.limitMs,
      withinCpu: line.cpuMs <= line.limitMs,
    }),
  );
}

/** Best Sharpe ratio with caps and three group rows, by `optimize` and by each solver alone with polish and proof. */
async function maxSharpe(n: number, limitMs: number): Promise<void> {
  const { expectedReturns, covariance } = randomMarket(seededRandom(n), n, "full");
  const problem: OptimizeProblem = {
    assets: covariance.map((_, i) => ({ id: `a${i}`, label: `Asset ${i + 1}` })),
    expectedReturns,
    covariance,
    bounds: covariance.map(() => ({ min: 0, max: Math.max(0.1, 3 / n) })),
    rows: [0, 1, 2].map((g) => ({
      id: `g${g}`,
      meaning: `group ${g + 1}`,
      coef: Object.fromEntries(covariance.flatMap((_, i) => (i % 3 === g ? [[`a${i}`, 1]] : []))),
      max: 0.45,
    })),
    riskFreeRate: 0.02,
    objective: { kind: "max_sharpe" },
  };
  const runs = n >= 500 ? 5 : 21;
  const result = await optimize(problem);
  if (!result.ok) throw new Error(result.failure.message);
  const { dualityGap, solver } = result.certificate;
  report({
    bench: "finance.maxSharpe",
    n,
    limitMs,
    ...(await measured(runs, () => optimize(problem))),
    solver,
    dualityGap,
  });
  const scs = await loadScs();
  const shape = shapeOf(prepare(problem));
  const alone = {
    scs: (p: Parameters<typeof solveWithInteriorPoint>[0]) => solveWithScs(scs, p),
    "interior-point": solveWithInteriorPoint,
  };
  for (const name of ["scs", "interior-point"] as const) {
    // eslint-disable-next-line no-await-in-loop -- measured one after the other
    const times = await measured(runs, () => solveAndProve(shape, { name, solve: alone[name] }));
    report({ bench: `finance.maxSharpe.${name}`, n, limitMs, ...times });
  }
}

function manyPaths(): unknown {
  return project({
    initial: 10_000,
    monthlySaving: 200,
    years: 30,
    inflation: 0.02,
    returns: { kind: "log_normal", expectedReturn: 0.06, volatility: 0.11 },
    paths: 10_000,
  });
}

async function others(): Promise<void> {
  const { covariance } = randomMarket(seededRandom(1), 500, "full");
  report({
    bench: "finance.riskParity",
    n: 500,
    limitMs: 30,
    ...(await measured(7, () => riskParity(covariance))),
  });
  report({
    bench: "finance.projection",
    paths: 10_000,
    months: 360,
    limitMs: 500,
    ...(await measured(7, manyPaths)),
  });
  const classes = { ...expectedMoments(), bounds: defaultBounds(), rows: defaultRows() };
  report({
    bench: "finance.frontier",
    n: 14,
    points: 30,
    limitMs: 30,
    ...(await measured(11, () => frontier(classes))),
  });
}

await maxSharpe(20, 2);
await maxSharpe(50, 5);
await maxSharpe(100, 25);
await maxSharpe(500, 400);
await others();
