import type { Catalog, OperationContract } from "#lib/engine/definition/catalog.ts";
import type { StepDefinition, WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import type { Diagnostic } from "#lib/engine/definition/diagnostic.ts";
import { type Graph, graphOf } from "#lib/engine/definition/graph.ts";
import type { StepPorts } from "#lib/engine/definition/step-ports.ts";
import type { ProofBounds } from "#lib/engine/proof/decision-diagram.ts";
import type { LoopModel } from "#lib/engine/proof/flow-facts.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

/** One step with its operation's contract over its config. `contract` is null where these do not fit. */
export type ContextStep = {
  readonly index: number;
  readonly definition: StepDefinition;
  readonly contract: StepContract | null;
};

export type StepContract = StepPorts & {
  readonly operation: OperationContract;
  readonly config: JsonObject;
};

/** A back edge. `at` is its position among the dependencies of `to`. */
export type ContextLoop = LoopModel & { readonly at: number };

/** The validation context: the definition with everything that the checks look up. */
export type ValidationContext = {
  readonly definition: WorkflowDefinition;
  readonly catalog: Catalog;
  /** How large its proofs may become. */
  readonly bounds: ProofBounds;
  readonly steps: readonly ContextStep[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly graph: Graph;
  readonly loops: readonly ContextLoop[];
  /** Steps that handle the failure of a step they depend on, by the index of that step. */
  readonly handlesError: ReadonlySet<number>;
};

/** A diagnostic. One without a severity is an error. */
export type Finding = Omit<Diagnostic, "severity"> & { readonly severity?: "warning" };

export function contextOf(
  definition: WorkflowDefinition,
  catalog: Catalog,
  contracts: readonly (StepContract | null)[],
  bounds: ProofBounds,
): ValidationContext {
  const graph = graphOf(definition.steps);
  const indexOf = new Map(definition.steps.map((step, index) => [step.id, index]));
  const loops = loopsOf(definition, indexOf);
  const handlesError = new Set(
    [...graph.parents.flat(), ...loops].filter(({ on }) => on === "error").map(({ from }) => from),
  );
  return {
    definition,
    catalog,
    bounds,
    graph,
    loops,
    handlesError,
    indexOf,
    steps: definition.steps.map((step, index) => ({
      index,
      definition: step,
      contract: contracts[index] ?? null,
    })),
  };
}

function loopsOf(
  { steps }: WorkflowDefinition,
  indexOf: ReadonlyMap<string, number>,
): readonly ContextLoop[] {
  return steps.flatMap(({ dependencies }, to) =>
    dependencies.flatMap(({ step, on, back }, at): readonly ContextLoop[] => {
      const from = indexOf.get(step);
      return back && from !== undefined ? [{ from, to, on: on ?? null, at }] : [];
    }),
  );
}

/** A step as sentences name it. */
export function called(step: StepDefinition | undefined): string {
  return `"${step?.name ?? "a step"}"`;
}

/** `steps.risk`, or `steps["odd.id"]` where the id is not a plain word. */
export function stepPath(id: string, ...names: readonly string[]): string {
  return ["steps", id, ...names].reduce((text, name) =>
    /^[A-Za-z_]\w*$/u.test(name) ? `${text}.${name}` : `${text}[${JSON.stringify(name)}]`,
  );
}
