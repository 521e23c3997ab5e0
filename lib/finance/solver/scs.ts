import type { ScsModule } from "scs-solver";

import { pivotedCholesky } from "#lib/finance/linear/linear-algebra.ts";

import type { Program, SolverAnswer } from "./program.ts";

let loading: Promise<ScsModule> | undefined;

/** Loads the SCS WebAssembly module once; later calls share it. */
export function loadScs(): Promise<ScsModule> {
  loading ??= import("scs-solver").then((module) => module.default());
  return loading;
}

type Columns = { row: number; value: number }[][];

/**
 * Solves a program with SCS, the splitting conic solver (O'Donoghue 2021), to 1e-9 absolute and relative.
 * The objective is divided by its largest coefficient, so daily and yearly figures meet the same tolerance.
 * Blocks the event loop while it runs, at most `seconds`.
 */
export function solveWithScs(
  scs: ScsModule,
  program: Program,
  limits: { seconds?: number; eps?: number } = {},
): SolverAnswer {
  const scale = objectiveScale(program);
  const { columns, rhs, cone, readDuals } = constraintColumns(program);
  const settings = new scs.ScsSettings();
  try {
    scs.setDefaultSettings(settings);
    settings.verbose = 0;
    settings.epsAbs = limits.eps ?? 1e-9;
    settings.epsRel = limits.eps ?? 1e-9;
    settings.epsInfeas = 1e-9;
    settings.maxIters = 20_000;
    settings.timeLimitSecs = limits.seconds ?? 5;
    const found = scs.solve(
      {
        m: rhs.length,
        n: program.size,
        ...compressed(columns),
        ...upperTriangle(program.quadratic, program.size, scale),
        b: rhs,
        c: Array.from(program.linear, (value) => value / scale),
      },
      cone,
      settings,
    );
    const status = statusOf(found.status);
    if (!found.x || !found.y)
      return {
        status,
        x: new Float64Array(0),
        rowDuals: new Float64Array(0),
        ballDual: 0,
        iterations: 0,
      };
    return {
      status,
      x: Float64Array.from(found.x),
      ...readDuals(found.y.map((y) => y * scale)),
      iterations: found.info.iter,
    };
  } finally {
    settings.delete();
  }
}

function statusOf(status: string): SolverAnswer["status"] {
  if (status === "SOLVED") return "solved";
  if (status === "SOLVED_INACCURATE" || status === "SOLVED/INACCURATE") return "inaccurate";
  if (status.startsWith("INFEASIBLE")) return "infeasible";
  return status.startsWith("UNBOUNDED") ? "unbounded" : "failed";
}

function objectiveScale({ quadratic, linear, size }: Program): number {
  let largest = 0;
  for (const value of linear) largest = Math.max(largest, Math.abs(value));
  if (quadratic)
    for (let i = 0; i < size; i++) largest = Math.max(largest, quadratic[i * size + i]!);
  return largest > 0 ? largest : 1;
}

/** A and b of Ax + s = b with s in {0} × {≥ 0} × second-order cone, and how to read our multipliers back from y. */
function constraintColumns(program: Program) {
  const columns: Columns = Array.from({ length: program.size }, () => []);
  const rhs: number[] = [];
  const dualOf: { row: number; sign: number }[] = [];
  const add = (index: number[], value: number[], sign: number, bound: number) => {
    index.forEach((i, k) => columns[i]!.push({ row: rhs.length, value: sign * value[k]! }));
    rhs.push(sign * bound);
  };
  const addRow = (j: number, sign: number, bound: number) => {
    const { index, value } = program.rows[j]!;
    dualOf.push({ row: j, sign });
    add(index, value, sign, bound);
  };

  program.rows.forEach((row, j) => row.min === row.max && addRow(j, 1, row.max));
  const equations = rhs.length;
  program.rows.forEach((row, j) => {
    if (row.min === row.max) return;
    if (row.max < Infinity) addRow(j, 1, row.max);
    if (row.min > -Infinity) addRow(j, -1, row.min);
  });
  for (let i = 0; i < program.size; i++) {
    if (program.upper[i]! < Infinity) add([i], [1], 1, program.upper[i]!);
    if (program.lower[i]! > -Infinity) add([i], [1], -1, program.lower[i]!);
  }
  const linearRows = rhs.length;
  addBall(program, columns, rhs);
  const ballRows = rhs.length - linearRows;
  return {
    columns,
    rhs,
    cone: {
      z: equations,
      l: linearRows - equations,
      ...(ballRows > 0 && { q: [ballRows], qsize: 1 }),
    },
    readDuals: (y: number[]) => {
      const rowDuals = new Float64Array(program.rows.length);
      dualOf.forEach(({ row, sign }, k) => (rowDuals[row]! += sign * y[k]!));
      const ballDual = program.ball ? y[linearRows]! / program.ball.radius ** 2 : 0;
      return { rowDuals, ballDual };
    },
  };
}

/** ‖Lᵀx‖ / radius ≤ 1 with Q = LLᵀ as one second-order cone. */
function addBall(program: Program, columns: Columns, rhs: number[]): void {
  if (!program.ball) return;
  const { matrix, radius } = program.ball;
  const { factor, rank } = pivotedCholesky(matrix, program.size);
  const first = rhs.length;
  rhs.push(1);
  for (let k = 0; k < rank; k++) rhs.push(0);
  for (let i = 0; i < program.size; i++)
    for (let k = 0; k < rank; k++) {
      const value = factor[i * program.size + k]!;
      if (value !== 0) columns[i]!.push({ row: first + 1 + k, value: -value / radius });
    }
}

function compressed(columns: Columns) {
  const A_x: number[] = [];
  const A_i: number[] = [];
  const A_p = [0];
  for (const column of columns) {
    for (const { row, value } of column.toSorted((a, b) => a.row - b.row)) {
      A_i.push(row);
      A_x.push(value);
    }
    A_p.push(A_i.length);
  }
  return { A_x, A_i, A_p };
}

function upperTriangle(matrix: Float64Array | null, n: number, scale: number) {
  if (!matrix) return {};
  const P_x: number[] = [];
  const P_i: number[] = [];
  const P_p = [0];
  for (let j = 0; j < n; j++) {
    for (let i = 0; i <= j; i++) {
      const value = matrix[i * n + j]!;
      if (value === 0) continue;
      P_x.push(value / scale);
      P_i.push(i);
    }
    P_p.push(P_x.length);
  }
  return { P_x, P_i, P_p };
}
