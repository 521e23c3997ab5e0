import type { Highs } from "highs";

import { FinanceError } from "../errors.ts";
import type { SparseRow } from "./program.ts";

let loading: Promise<Highs> | undefined;

/** Loads the HiGHS WebAssembly module once; later calls share it. */
export function loadHighs(): Promise<Highs> {
  loading ??= import("highs").then((module) => module.default());
  return loading;
}

/** minimise costᵀx subject to lower ≤ x ≤ upper and rows; `integer[i]` = 1 makes xᵢ whole. */
export type LinearProgram = {
  cost: Float64Array;
  lower: Float64Array;
  upper: Float64Array;
  rows: SparseRow[];
  integer?: Uint8Array;
};

export type LinearAnswer =
  | { status: "optimal"; x: Float64Array; rowDuals: Float64Array; objective: number; gap: number }
  | { status: "infeasible" | "unbounded" };

/**
 * Solves a linear or mixed-integer program with HiGHS (never a quadratic one: its QP solver can cycle). A fresh native
 * model per call, freed at the end. Row multipliers follow `SolverAnswer` and are zero for a mixed-integer program,
 * whose `gap` is the proven relative distance to the optimum. Throws `unsolved` when the time limit comes first.
 */
export function solveLinear(
  highs: Highs,
  program: LinearProgram,
  options: { seconds?: number } = {},
): LinearAnswer {
  const { cost, lower, upper, rows, integer } = program;
  const starts = [0];
  for (const row of rows) starts.push(starts.at(-1)! + row.index.length);
  const { continuous, integer: whole } = highs.constants.variableType;
  const model = modelOf(highs, {
    numCols: cost.length,
    numRows: rows.length,
    colCost: cost,
    colLower: lower,
    colUpper: upper,
    rowLower: rows.map((row) => row.min),
    rowUpper: rows.map((row) => row.max),
    matrix: {
      format: "csr",
      numRows: rows.length,
      numCols: cost.length,
      starts,
      indices: rows.flatMap((row) => row.index),
      values: rows.flatMap((row) => row.value),
    },
    ...(integer && { integrality: Array.from(integer, (flag) => (flag ? whole : continuous)) }),
  });
  try {
    model.options.set({
      output_flag: false,
      time_limit: options.seconds ?? 10,
      primal_feasibility_tolerance: 1e-9,
      dual_feasibility_tolerance: 1e-9,
      mip_rel_gap: 1e-7,
    });
    model.run();
    const status = model.getModelStatus();
    const names = highs.constants.modelStatus;
    if (status === names.infeasible || status === names.unboundedOrInfeasible)
      return { status: "infeasible" };
    if (status === names.unbounded) return { status: "unbounded" };
    if (status !== names.optimal)
      throw new FinanceError("unsolved", "The calculation took too long and was stopped.");
    const { colValue, rowDual } = model.getSolution();
    return {
      status: "optimal",
      x: colValue,
      rowDuals: integer ? new Float64Array(rows.length) : rowDual.map((y) => -y),
      objective: model.getObjectiveValue(),
      gap: integer ? Number(model.info.get("mip_gap")) : 0,
    };
  } finally {
    model.dispose();
  }
}

/** A native model; HiGHS takes no figures of 1e15 and more. */
function modelOf(
  highs: Highs,
  given: Parameters<Highs["createModel"]>[0],
): ReturnType<Highs["createModel"]> {
  try {
    return highs.createModel(given);
  } catch (error) {
    throw new FinanceError(
      "invalid_input",
      "These limits hold figures too large to calculate with.",
      {
        cause: error,
      },
    );
  }
}
