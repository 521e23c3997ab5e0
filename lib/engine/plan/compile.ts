import type { Catalog, OperationContract } from "#lib/engine/definition/catalog.ts";
import {
  dependenciesOf,
  errorOutcome,
  type StepDefinition,
  type WorkflowDefinition,
} from "#lib/engine/definition/definition.ts";
import { expressionsIn } from "#lib/engine/expression/config-expressions.ts";
import { type Expression, mustParse } from "#lib/engine/expression/expression.ts";
import { neededBy } from "#lib/engine/proof/model.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";

import { childOf } from "./child-workflow.ts";
import { undoOf } from "./compile-compensation.ts";
import { bindInputs, type InputBinding } from "./data-flow.ts";
import { type Spread, spreadOf } from "./multi-instance.ts";

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
  /** The workflow that runs in its place. */
  readonly child: WorkflowDefinition | null;
  /** How the step is divided into instances; null for a step that is done once. */
  readonly spread: Spread | null;
  /** What makes up for it; null where nothing does. */
  readonly undo: PlanStep | null;
};

/** A back edge, with everything that starts over when it is taken. */
export type Loop = {
  readonly from: number;
  readonly to: number;
  readonly on: string | null;
  readonly maxIterations: number;
  readonly waitsForActive: boolean;
  /** The step at `to` and every step that can follow from it, in plan order. */
  readonly region: readonly number[];
};

/** How often a loop may run where it does not say: enough for people, soon enough for a mistake. */
const defaultIterations = 100;

/**
 * A definition compiled once, for any number of executions. Edges are numbered; `outStart[i] … outStart[i + 1]` are
 * the positions in `outEdges` of the edges that leave step i, so that settling a step costs no more than its out-degree.
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
  /** The steps in whose place another workflow runs. */
  readonly children: readonly number[];
  /** By step: those whose window closes when it begins. */
  readonly windows: ReadonlyMap<number, readonly number[]>;
  /** The steps that say how to make up for them. */
  readonly undoable: readonly number[];
  readonly outputs: ReadonlyMap<string, Expression>;
};

/** Compiles a definition that `validateDefinition` accepts with this catalog; throws on any other. */
export function compile(definition: WorkflowDefinition, catalog: Catalog): Plan {
  const bindings = bindInputs(definition, catalog);
  const indexOf = new Map(definition.steps.map((step, index) => [step.id, index]));
  const edges = compileEdges(definition, indexOf);
  const races = membersOf(definition, "race");
  const groups = membersOf(definition, "exclusive");
  const withErrorEdge = new Set(
    definition.steps.flatMap((step) =>
      step.dependencies.filter((d) => d.on === errorOutcome).map((d) => d.step),
    ),
  );
  const steps = definition.steps.map((step, index): PlanStep => {
    const operation = catalog.operations.get(step.uses);
    if (!operation) throw new Error(`Step "${step.id}" uses the unknown operation "${step.uses}".`);
    const parsed = operation.parseConfig(step.config);
    if (!parsed.ok) throw new Error(`Step "${step.id}" has a config that does not fit.`);
    return {
      index,
      id: step.id,
      definition: step,
      operation,
      config: parsed.config,
      expressions: expressionsIn(operation, parsed.config),
      need: neededBy(step),
      bindings: bindings.get(step.id) ?? [],
      guard: step.when === undefined ? null : mustParse(step.when),
      rules: Object.values(step.validationRules).map((rule) => ({
        check: mustParse(rule.check),
        message: rule.message,
      })),
      handlesError: withErrorEdge.has(step.id),
      rivals: others(races, step.race, index),
      excludes: others(groups, step.exclusive, index),
      cancels: step.cancels.map((id) => mustIndex(indexOf, id)),
      child: mustRead(step, childOf(operation, parsed.config), operation),
      spread: spreadOf(step),
      undo: undoOf({ index, id: step.id, definition: step }, catalog),
    };
  });
  return {
    definition,
    steps,
    indexOf,
    ...edges,
    loops: compileLoops(definition, indexOf, edges),
    children: steps.flatMap(({ index, child }) => (child ? [index] : [])),
    windows: windowsOf(definition, indexOf),
    undoable: steps.flatMap(({ index, undo }) => (undo ? [index] : [])),
    exits: exitsOf(definition, indexOf, edges.outStart),
    outputs: new Map(Object.entries(definition.outputs).map(([k, e]) => [k, mustParse(e)])),
  };
}

function compileEdges(definition: WorkflowDefinition, indexOf: ReadonlyMap<string, number>) {
  const count = definition.steps.length;
  const pairs = definition.steps.flatMap((step, to) =>
    dependenciesOf(step)
      .filter((d) => !d.back)
      .map((d) => ({ from: mustIndex(indexOf, d.step), to, on: d.on ?? null })),
  );
  const outStart = new Int32Array(count + 1);
  const inDegree = new Int32Array(count);
  const inEdges: number[][] = definition.steps.map(() => []);
  for (const { from, to } of pairs) {
    outStart[from + 1]! += 1;
    inDegree[to]! += 1;
  }
  for (let i = 0; i < count; i++) outStart[i + 1]! += outStart[i]!;
  const next = outStart.slice();
  const outEdges = new Int32Array(pairs.length);
  for (const [edge, { from, to }] of pairs.entries()) {
    outEdges[next[from]!++] = edge;
    inEdges[to]!.push(edge);
  }
  return {
    edgeFrom: Int32Array.from(pairs, (pair) => pair.from),
    edgeTo: Int32Array.from(pairs, (pair) => pair.to),
    edgeOn: pairs.map((pair) => pair.on),
    outStart,
    outEdges,
    inDegree,
    inEdges,
  };
}

type Edges = ReturnType<typeof compileEdges>;

function compileLoops(
  definition: WorkflowDefinition,
  indexOf: ReadonlyMap<string, number>,
  edges: Edges,
): Loop[] {
  return definition.steps.flatMap((step, to) =>
    step.dependencies
      .filter((d) => d.back)
      .map((d) => ({
        from: mustIndex(indexOf, d.step),
        to,
        on: d.on ?? null,
        maxIterations: d.maxIterations ?? defaultIterations,
        waitsForActive: d.active !== "cancel",
        region: followers(edges, to),
      })),
  );
}

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

function windowsOf(
  { steps }: WorkflowDefinition,
  indexOf: ReadonlyMap<string, number>,
): ReadonlyMap<number, readonly number[]> {
  const windows = new Map<number, number[]>();
  for (const [index, { window }] of steps.entries()) {
    if (!window) continue;
    const before = mustIndex(indexOf, window.before);
    windows.set(before, [...(windows.get(before) ?? []), index]);
  }
  return windows;
}

/** The steps by the name of their group. */
function membersOf(definition: WorkflowDefinition, kind: "race" | "exclusive") {
  const members = new Map<string, number[]>();
  for (const [index, step] of definition.steps.entries()) {
    const name = step[kind];
    if (name !== undefined) members.set(name, [...(members.get(name) ?? []), index]);
  }
  return members;
}

function others(
  members: ReadonlyMap<string, readonly number[]>,
  name: string | undefined,
  index: number,
): readonly number[] {
  if (name === undefined) return [];
  return members.get(name)?.filter((other) => other !== index) ?? [];
}

function exitsOf(
  definition: WorkflowDefinition,
  indexOf: ReadonlyMap<string, number>,
  outStart: Int32Array,
): number[] {
  if (definition.exitPoints) return definition.exitPoints.map((id) => mustIndex(indexOf, id));
  return definition.steps.flatMap((_, i) => (outStart[i] === outStart[i + 1] ? [i] : []));
}

function mustIndex(indexOf: ReadonlyMap<string, number>, id: string): number {
  const index = indexOf.get(id);
  if (index === undefined) throw new Error(`There is no step "${id}".`);
  return index;
}

function mustRead(
  step: StepDefinition,
  child: WorkflowDefinition | null,
  { mode }: OperationContract,
): WorkflowDefinition | null {
  if (mode === "child" && !child) throw new Error(`Step "${step.id}" embeds no workflow.`);
  return child;
}
