import type { Catalog, OperationContract } from "#lib/engine/definition/catalog.ts";
import {
  dependenciesOf,
  errorOutcome,
  type StepDefinition,
  type WorkflowDefinition,
  neededBy,
} from "#lib/engine/definition/definition.ts";
import { expressionsIn } from "#lib/engine/expression/config-expressions.ts";
import { mustParse } from "#lib/engine/expression/expression.ts";

import { childOf } from "./child-workflow.ts";
import { compileCompensation } from "./compile-compensation.ts";
import { bindInputs } from "./data-flow.ts";
import { multiInstanceOf } from "./multi-instance.ts";
import { followers, type Loop, type Plan, type PlanStep } from "./plan.ts";

/** How often a loop may run where it does not say: enough for people, soon enough for a mistake. */
const defaultIterations = 100;

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
      multiInstance: multiInstanceOf(step),
      compensation: compileCompensation({ index, id: step.id, definition: step }, catalog),
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
    compensable: steps.flatMap(({ index, compensation }) => (compensation ? [index] : [])),
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
