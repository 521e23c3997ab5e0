import type { OperationContract } from "#lib/engine/definition/catalog.ts";
import type { StepDefinition, WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import type { Expression } from "#lib/engine/expression/expression.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

import type { InputBinding } from "./data-flow.ts";
import type { MultiInstance } from "./multi-instance.ts";

export type PlanStep = {
  readonly index: number;
  readonly id: string;
  readonly definition: StepDefinition;
  readonly operation: OperationContract;
  /** Parsed: its defaults are filled in. */
  readonly config: JsonObject;
  /** Those in its config, by their text, so that none is read again while the plan is in use. */
  readonly expressions: ReadonlyMap<string, Expression>;
  /** How many taken edges start the step; 0 means every edge must be settled and at least one taken. */
  readonly need: number;
  readonly bindings: readonly InputBinding[];
  readonly guard: Expression | null;
  readonly rules: readonly { readonly check: Expression; readonly message: string }[];
  readonly handlesError: boolean;
  /** The other members of its race, and of its exclusive group. */
  readonly rivals: readonly number[];
  readonly excludes: readonly number[];
  readonly cancels: readonly number[];
  /** The workflow that it starts as a child run. */
  readonly child: WorkflowDefinition | null;
  /** How the step is multi-instance. Null for a step that is done once. */
  readonly multiInstance: MultiInstance | null;
  /** The step that compensates it. Null where it declares none. */
  readonly compensation: PlanStep | null;
};

/** A back edge, with all the steps that start over when it is taken. */
export type Loop = {
  readonly from: number;
  readonly to: number;
  readonly on: string | null;
  readonly maxIterations: number;
  readonly waitsForActive: boolean;
  /** The step at `to` and every step that can follow from it, in plan order. */
  readonly region: readonly number[];
};

/**
 * A definition compiled once, for any number of executions. Edges are numbered; `outStart[i] … outStart[i + 1]` are
 * the positions in `outEdges` of the edges that leave step i, so that settling a step costs no more than its
 * out-degree.
 */
export type Plan = {
  readonly definition: WorkflowDefinition;
  readonly steps: readonly PlanStep[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly edgeFrom: Int32Array;
  readonly edgeTo: Int32Array;
  readonly edgeOn: readonly (string | null)[];
  readonly outStart: Int32Array;
  readonly outEdges: Int32Array;
  readonly inDegree: Int32Array;
  /** By step: the numbers of the edges into it. */
  readonly inEdges: readonly (readonly number[])[];
  readonly loops: readonly Loop[];
  readonly exits: readonly number[];
  /** The steps that start child runs. */
  readonly children: readonly number[];
  /** By step: the questions whose window closes when it starts. */
  readonly windows: ReadonlyMap<number, readonly number[]>;
  /** The steps that declare a compensation. */
  readonly compensable: readonly number[];
  readonly outputs: ReadonlyMap<string, Expression>;
};

/** The step at `start` and every step that can follow from it, in plan order. */
export function followers(
  { outStart, outEdges, edgeTo }: Pick<Plan, "outStart" | "outEdges" | "edgeTo">,
  start: number,
): number[] {
  const seen = new Set([start]);
  const open = [start];
  for (let from = open.pop(); from !== undefined; from = open.pop()) {
    for (let at = outStart[from]!; at < outStart[from + 1]!; at++) {
      const to = edgeTo[outEdges[at]!]!;
      if (seen.has(to)) continue;
      seen.add(to);
      open.push(to);
    }
  }
  return [...seen].toSorted((a, b) => a - b);
}
