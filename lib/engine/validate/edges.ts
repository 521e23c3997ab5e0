import type {
  Dependency,
  StepDefinition,
  WorkflowDefinition,
} from "#lib/engine/definition/definition.ts";
import { ancestry, findCycle, type Graph, graphOf } from "#lib/engine/definition/graph.ts";
import type { Edit, QuickFix } from "#lib/engine/definition/quick-fix.ts";
import { closestName } from "#lib/engine/value/closest-name.ts";
import type { Json } from "#lib/engine/value/json.ts";
import { lookOf } from "#lib/engine/value/look-alikes.ts";

import { called, contextOf, type Finding, type ValidationContext } from "./context.ts";

/** Ids, dependencies, cycles, entry and exit points: whether the steps form a graph that can be followed at all. */
export function checkEdges(context: ValidationContext): readonly Finding[] {
  const twice = duplicateSteps(context);
  // Which of two steps a list of ids means nobody knows.
  const lists = twice.length > 0 ? [] : (["entryPoints", "exitPoints"] as const);
  return [
    ...twice,
    ...lookAlikes(context),
    ...context.steps.flatMap(({ index }) => checkDependencies(context, index)),
    ...cycles(context),
    ...lists.flatMap((field) => points(context, field)),
  ];
}

const mostTried = 10;

function duplicateSteps(context: ValidationContext): Finding[] {
  const { definition, indexOf } = context;
  const firstOf = new Map<string, number>();
  const twice = definition.steps.flatMap((step, index): [number, number][] => {
    const first = firstOf.get(step.id);
    if (first === undefined) firstOf.set(step.id, index);
    return first === undefined ? [] : [[first, index]];
  });
  return twice.map(([first, index]): Finding => {
    const step = definition.steps[index]!;
    let number = 2;
    while (indexOf.has(`${step.id}-${number}`)) number += 1;
    const id = `${step.id}-${number}`;
    // Of very many, it is not tried which one others mean by the id.
    const tried = twice.length > mostTried ? [] : [index, first];
    const renamed = tried.find((one) => newAfterRenaming(context, one, id) === 0);
    const path = ["steps", index, "id"];
    const message = `Two steps have the id "${step.id}". Give ${called(step)} an id of its own.`;
    const finding = { code: "duplicate_step", path, steps: [step.id], message } as const;
    return renamed === undefined
      ? finding
      : Object.assign(finding, { fix: renaming(definition, renamed, id) });
  });
}

function renaming(definition: WorkflowDefinition, index: number, id: string): QuickFix {
  return {
    title: `Rename it ${id}`,
    changes: [
      { op: "set", path: ["steps", index, "id"], value: id },
      ...alsoAsEntry(definition, definition.steps[index]!, id),
    ],
  };
}

function mistakes(context: ValidationContext): readonly string[] {
  const found = context.steps.flatMap(({ index }) => checkDependencies(context, index));
  return [...found, ...cycles(context)].map(({ code, path }) => JSON.stringify([code, path]));
}

/** How many mistakes of edges there would be that are none now. */
function newAfterRenaming(context: ValidationContext, index: number, id: string): number {
  const { definition, catalog, bounds, steps: read } = context;
  const steps = definition.steps.with(index, { ...definition.steps[index]!, id });
  const contracts = read.map(({ contract }) => contract);
  const after = contextOf({ ...definition, steps }, catalog, contracts, bounds);
  const before = new Set(mistakes(context));
  return mistakes(after).filter((key) => !before.has(key)).length;
}

/** What starts at once stays named as an entry point where entry points are named. */
function alsoAsEntry(
  { entryPoints }: WorkflowDefinition,
  step: StepDefinition,
  id: string,
): readonly Edit[] {
  if (!entryPoints || !startsAtOnce(step)) return [];
  return [{ op: "set", path: ["entryPoints", entryPoints.length], value: id }];
}

/** Ids that nobody can tell apart, though they are spelt with different letters. */
function lookAlikes({ definition }: ValidationContext): Finding[] {
  const seen = new Map<string, StepDefinition>();
  return definition.steps.flatMap((step, index): Finding[] => {
    const look = lookOf(step.id);
    const other = seen.get(look);
    if (!other) seen.set(look, step);
    if (!other || other.id === step.id) return [];
    const message = `The ids of ${called(other)} and ${called(step)} look the same, "${step.id}", but are spelt with different letters. Give one of them an id that can be told apart.`;
    return [
      {
        code: "duplicate_step",
        path: ["steps", index, "id"],
        steps: [other.id, step.id],
        message,
      },
    ];
  });
}

function checkDependencies(context: ValidationContext, index: number): readonly Finding[] {
  const step = context.definition.steps[index]!;
  if (step.dependencies.length === 0) return [];
  const seen = new Set<string>();
  return step.dependencies.flatMap((dependency, at): readonly Finding[] => {
    const path = ["steps", index, "dependencies", at];
    const remove: QuickFix = { title: "Remove this dependency", changes: [{ op: "remove", path }] };
    const key = JSON.stringify([dependency.step, dependency.on, dependency.back]);
    const repeated = seen.has(key);
    seen.add(key);
    if (dependency.step === step.id && !dependency.back) {
      const message = `${called(step)} depends on itself. Remove this dependency.`;
      return [{ code: "self_dependency", path, steps: [step.id], message, fix: remove }];
    }
    if (repeated) {
      const message = `${called(step)} names the same dependency twice. Remove one of them.`;
      return [{ code: "duplicate_dependency", path, steps: [step.id], message, fix: remove }];
    }
    const from = context.indexOf.get(dependency.step);
    if (from === undefined) return [unknownDependency(context, step, dependency, path, remove)];
    return unknownOutcome(context, step, dependency, path);
  });
}

function unknownDependency(
  { indexOf, graph }: ValidationContext,
  step: StepDefinition,
  dependency: Dependency,
  path: readonly (string | number)[],
  remove: QuickFix,
): Finding {
  const others = [...indexOf.keys()].filter((id) => id !== step.id);
  const known = new Set(step.dependencies.map((other) => other.step));
  const meant = closestName(
    dependency.step,
    others.filter((id) => !known.has(id)),
  );
  const same = meant !== null && lookOf(meant) === lookOf(dependency.step);
  const unknown = same
    ? `${called(step)} depends on "${dependency.step}", which looks like "${meant}" but is spelt with different letters`
    : `${called(step)} depends on "${dependency.step}", but there is no such step`;
  const finding = { code: "unknown_dependency", path, steps: [step.id] } as const;
  const index = indexOf.get(step.id) ?? -1;
  // What follows from the step cannot come before it.
  const circular =
    meant !== null && !dependency.back && ancestry(graph)(index, indexOf.get(meant) ?? -1);
  if (meant === null || circular) {
    return {
      ...finding,
      message: `${unknown}. Remove the dependency, or add the step.`,
      fix: remove,
    };
  }
  const value = written({ ...dependency, step: meant });
  const fix = { title: `Depend on ${meant}`, changes: [{ op: "set", path, value }] } as const;
  return { ...finding, message: `${unknown}. Did you mean "${meant}"?`, fix };
}

function unknownOutcome(
  context: ValidationContext,
  step: StepDefinition,
  dependency: Dependency,
  path: readonly (string | number)[],
): readonly Finding[] {
  const { step: id, on, ...always } = dependency;
  const source = context.steps[context.indexOf.get(id) ?? -1];
  if (on === undefined || on === "error" || !source?.contract) return [];
  const { outcomes } = source.contract;
  if (outcomes.includes(on)) return [];
  const finding = { code: "unknown_outcome", path: [...path, "on"], steps: [step.id, id] } as const;
  const never = `${called(step)} waits for ${called(source.definition)} to say "${on}", which it never does`;
  if (outcomes.length === 0) {
    const fix = {
      title: "Follow whenever it completes",
      changes: [{ op: "set", path, value: written({ step: id, ...always }) }],
    } as const;
    return [{ ...finding, message: `${never}: it has just one way to complete.`, fix }];
  }
  const meant = closestName(on, outcomes) ?? (outcomes.length === 1 ? outcomes[0] : undefined);
  const message = `${never}; it says ${outcomes.join(" or ")}.`;
  if (meant === undefined) return [{ ...finding, message }];
  const fix = {
    title: `Follow on ${meant}`,
    changes: [{ op: "set", path, value: written({ ...dependency, on: meant }) }],
  } as const;
  return [{ ...finding, message, fix }];
}

/** A dependency as a document has it, whichever way it was written before. */
function written({ step, on, maxIterations, active, back }: Dependency): Json {
  return {
    step,
    ...(on !== undefined && { on }),
    ...(back && { back }),
    ...(maxIterations !== undefined && { maxIterations }),
    ...(active !== undefined && { active }),
  };
}

/**
 * The edge of a cycle that is most likely meant to lead back: from a later step to an earlier one, and on an outcome.
 */
function closing(steps: readonly StepDefinition[], { parents }: Graph, cycle: readonly number[]) {
  const edges = cycle.map((to, at) => {
    const from = cycle.at(at - 1)!;
    const edge = parents[to]!.find((one) => one.from === from)!;
    return { from, to, dependency: steps[to]!.dependencies[edge.at]! };
  });
  const back = edges.filter(({ from, to }) => from > to);
  return back.find(({ dependency: { on } }) => on !== undefined) ?? back[0]!;
}

/** One finding per cycle, each with the edge that closes it taken out before the next is looked for. */
function cycles({ definition, graph }: ValidationContext): Finding[] {
  const findings: Finding[] = [];
  let steps: readonly StepDefinition[] = definition.steps;
  let open: Graph = graph;
  for (let cycle = findCycle(open); cycle && findings.length < 20; cycle = findCycle(open)) {
    const start = Math.min(...cycle);
    const turned = [...cycle.slice(cycle.indexOf(start)), ...cycle.slice(0, cycle.indexOf(start))];
    const { from, to, dependency } = closing(steps, open, turned);
    const at = definition.steps[to]!.dependencies.indexOf(dependency);
    const path = ["steps", to, "dependencies", at];
    const names = [...turned, start].map((index) => called(definition.steps[index]));
    const [source, target] = [from, to].map((index) => called(definition.steps[index]));
    findings.push({
      code: "cycle",
      path,
      steps: turned.map((index) => definition.steps[index]!.id),
      message: `${names.join(" → ")}: these steps wait for one another, so none of them ever starts. Make it a loop, or remove one of the dependencies.`,
      fix: {
        title: `Make it a loop: ${source} leads back to ${target}`,
        changes: [{ op: "set", path, value: written({ ...dependency, back: true }) }],
      },
    });
    steps = steps.with(to, {
      ...steps[to]!,
      dependencies: steps[to]!.dependencies.filter((other) => other !== dependency),
    });
    open = graphOf(steps);
  }
  return findings;
}

function points(
  { definition, indexOf }: ValidationContext,
  field: "entryPoints" | "exitPoints",
): Finding[] {
  const listed = definition[field];
  if (!listed) return [];
  const [code, word] =
    field === "entryPoints"
      ? (["entry_point", "entry"] as const)
      : (["exit_point", "exit"] as const);
  const findings = listed.flatMap((id, at): Finding[] => {
    const index = indexOf.get(id);
    const path = [field, at];
    const fix: QuickFix = { title: `Remove "${id}"`, changes: [{ op: "remove", path }] };
    if (index === undefined) {
      const message = `"${id}" is named as an ${word} point, but there is no such step.`;
      return [{ code, path, steps: [], message, fix }];
    }
    if (field === "exitPoints" || startsAtOnce(definition.steps[index]!)) return [];
    const message = `${called(definition.steps[index])} is named as an entry point, but it waits for other steps.`;
    return [{ code, path, steps: [id], message, fix }];
  });
  if (field === "exitPoints") return findings;
  for (const step of definition.steps) {
    if (!startsAtOnce(step) || listed.includes(step.id)) continue;
    const path = [field, listed.length];
    findings.push({
      code,
      path,
      steps: [step.id],
      message: `${called(step)} waits for nothing, so it starts at once, but it is not named as an entry point.`,
      fix: { title: `Name it an entry point`, changes: [{ op: "set", path, value: step.id }] },
    });
  }
  return findings;
}

/** Loops lead back to a step; they are not what it waits for. */
function startsAtOnce({ dependencies }: StepDefinition): boolean {
  return dependencies.every(({ back }) => back);
}
