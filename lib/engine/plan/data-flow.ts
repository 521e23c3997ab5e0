import type { Catalog, Port } from "#lib/engine/definition/catalog.ts";
import type { StepDefinition, WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import { type Graph, graphOf } from "#lib/engine/definition/graph.ts";
import { stepPorts, type StepPorts } from "#lib/engine/definition/step-ports.ts";
import { type Expression, parseExpression } from "#lib/engine/expression/expression.ts";

/** An output of an earlier step that has the data type an input asks for; `distance` counts the edges between. */
export type Candidate = {
  readonly step: string;
  readonly output: string;
  readonly distance: number;
};

/**
 * Where the value of one input comes from. `steps`: the first candidate that completed with that output, nearest first,
 * then in definition order. `input`: an input of the workflow. `absent`: nothing provides it.
 */
export type InputBinding = { readonly input: string; readonly port: Port } & (
  | { readonly kind: "expression"; readonly expression: Expression }
  | { readonly kind: "steps"; readonly candidates: readonly Candidate[] }
  | { readonly kind: "input"; readonly name: string }
  | { readonly kind: "absent" }
);

/** More than these would only be looked at when all nearer ones were skipped. */
const maxCandidates = 32;

/**
 * Decides for every input of every step where its value comes from: the step's own expression, else the nearest earlier
 * step that produces the data type, else the workflow's only input of that type. Steps that cannot be read have none.
 */
export function bindInputs(
  definition: WorkflowDefinition,
  catalog: Catalog,
): ReadonlyMap<string, readonly InputBinding[]> {
  const ports = definition.steps.map((step) => portsOf(step, catalog));
  const all = bindPorts(definition, ports, graphOf(definition.steps), catalog);
  return new Map(definition.steps.map((step, index) => [step.id, all[index] ?? []]));
}

function portsOf(step: StepDefinition, catalog: Catalog): StepPorts | null {
  const operation = catalog.operations.get(step.uses);
  const parsed = operation?.parseConfig(step.config);
  if (!operation || !parsed?.ok) return null;
  return stepPorts(step, operation, parsed.config, catalog);
}

/** `bindInputs` for a caller that has already read the configs and the graph. */
export function bindPorts(
  definition: WorkflowDefinition,
  ports: readonly (StepPorts | null)[],
  graph: Graph,
  catalog: Catalog,
): readonly (readonly InputBinding[])[] {
  const { steps } = definition;
  const bindsByType = (type: string) => catalog.dataTypes.get(type)?.basic !== true;
  const unbound = new Set<string>();
  for (const [index, step] of steps.entries()) {
    for (const [name, port] of Object.entries(ports[index]?.inputs ?? {})) {
      if (step.inputs[name] === undefined && bindsByType(port.type)) unbound.add(port.type);
    }
  }
  const producers = new Producers(steps, ports, graph, unbound);
  return steps.map((step, index) =>
    Object.entries(ports[index]?.inputs ?? {}).map(([input, port]): InputBinding => {
      const source = step.inputs[input];
      if (source !== undefined) {
        const parsed = parseExpression(source);
        if (!parsed.ok) return { input, port, kind: "absent" };
        return { input, port, kind: "expression", expression: parsed.expression };
      }
      if (!bindsByType(port.type)) return { input, port, kind: "absent" };
      const candidates = producers.before(index, port.type);
      if (candidates.length > 0) return { input, port, kind: "steps", candidates };
      const [name, ...others] = workflowInputs(definition, port.type);
      if (name !== undefined && others.length === 0) return { input, port, kind: "input", name };
      return { input, port, kind: "absent" };
    }),
  );
}

/** The workflow's inputs of a data type. */
export function workflowInputs(definition: WorkflowDefinition, type: string): readonly string[] {
  return Object.keys(definition.inputs).filter((name) => definition.inputs[name]?.type === type);
}

type Found = { readonly index: number; readonly output: string; readonly distance: number };
const none: readonly Found[] = [];

/**
 * For each data type that is asked for, the outputs of that type before each step. One pass over the graph per type.
 */
class Producers {
  readonly #steps: readonly StepDefinition[];
  readonly #byType = new Map<string, readonly (readonly Found[])[]>();

  constructor(
    steps: readonly StepDefinition[],
    ports: readonly (StepPorts | null)[],
    graph: Graph,
    types: ReadonlySet<string>,
  ) {
    this.#steps = steps;
    const outputs = new Map<string, Map<number, readonly Found[]>>();
    for (const [index, own] of ports.entries()) {
      for (const [output, { type }] of Object.entries(own?.outputs ?? {})) {
        if (!types.has(type)) continue;
        const ofType = outputs.get(type) ?? new Map<number, readonly Found[]>();
        outputs.set(type, ofType);
        ofType.set(index, (ofType.get(index) ?? none).concat({ index, output, distance: 1 }));
      }
    }
    for (const [type, ofType] of outputs) this.#byType.set(type, reach(graph, ofType));
  }

  before(index: number, type: string): readonly Candidate[] {
    return (this.#byType.get(type)?.[index] ?? none).map((found) => ({
      step: this.#steps[found.index]?.id ?? "",
      output: found.output,
      distance: found.distance,
    }));
  }
}

function reach(
  { parents, order }: Graph,
  outputs: ReadonlyMap<number, readonly Found[]>,
): readonly (readonly Found[])[] {
  const before: (readonly Found[])[] = parents.map(() => none);
  for (const index of order) {
    const lists = (parents[index] ?? []).map(({ from }) => {
      const farther = before[from] ?? none;
      const own = outputs.get(from) ?? none;
      return farther.length === 0 ? own : own.concat(farther.map(oneFarther));
    });
    before[index] = merge(lists.filter((list) => list.length > 0));
  }
  return before;
}

function oneFarther({ index, output, distance }: Found): Found {
  return { index, output, distance: distance + 1 };
}

function merge(lists: readonly (readonly Found[])[]): readonly Found[] {
  const [first = none, ...others] = lists;
  if (others.length === 0)
    return first.length > maxCandidates ? first.slice(0, maxCandidates) : first;
  const nearest = new Map<string, Found>();
  for (const found of lists.flat()) {
    const key = `${found.index} ${found.output}`;
    const known = nearest.get(key);
    if (!known || found.distance < known.distance) nearest.set(key, found);
  }
  return [...nearest.values()]
    .toSorted((a, b) => a.distance - b.distance || a.index - b.index)
    .slice(0, maxCandidates);
}
