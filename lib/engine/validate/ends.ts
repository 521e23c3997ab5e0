import type { QuickFix } from "#lib/engine/definition/quick-fix.ts";
import { type Condition, never, unknown } from "#lib/engine/proof/decision-diagram.ts";

import { called, type Finding } from "./context.ts";
import type { Proof } from "./proof.ts";
import { unproven } from "./unproven.ts";

/** Checks that decisions have an edge for every case, and that an end can be reached whatever they decide. */
export function checkEnds(proof: Proof): readonly Finding[] {
  const exits = exitsOf(proof);
  return proof.context.steps.flatMap(({ index }) =>
    exhaustive(proof, index).concat(deadEnds(proof, index, exits)),
  );
}

/** A decision by rules needs a rule that holds in every case, an `otherwise`, or an edge for its failure. */
function exhaustive(
  { context, conditions, guardIn, inWhichCase }: Proof,
  index: number,
): readonly Finding[] {
  const { definition: step, contract } = context.steps[index]!;
  if (!contract || step.type !== "decision" || contract.config["otherwise"] !== undefined)
    return [];
  const rules = contract.operation
    .expressions(contract.config)
    .filter(({ expects }) => expects === "boolean");
  if (rules.length === 0 || context.handlesError.has(index)) return [];
  const guards = rules.map(({ source }) => guardIn(source));
  const { diagram } = conditions;
  const covered = diagram.any(
    guards.map((guard) => (guard ? conditions.whether(guard, index) : unknown)),
  );
  const open = diagram.and(conditions.of(index).started, diagram.not(covered));
  if (open !== unknown && inWhichCase(open) === null) return [];
  const path = ["steps", index, "config", "otherwise"];
  const value = contract.outcomes.at(-1);
  const message = `If none of the rules of ${called(step)} holds, it cannot decide and the workflow fails. Say what it decides otherwise.`;
  const fix: QuickFix | null =
    value === undefined
      ? null
      : { title: `Otherwise ${value}`, changes: [{ op: "set", path, value }] };
  return [{ code: "not_exhaustive", path, steps: [step.id], message, ...(fix && { fix }) }];
}

/** An outcome without an edge is fine where something else still leads to an end, whatever conditions say. */
function deadEnds(proof: Proof, index: number, exits: ReadonlySet<number>): readonly Finding[] {
  const { context, conditions } = proof;
  const { definition: step, contract } = context.steps[index]!;
  const children = context.graph.children[index]!;
  if (!contract || contract.outcomes.length === 0 || children.length === 0 || exits.has(index))
    return [];
  const followed = new Set([
    ...children.flatMap((child) =>
      context.graph.parents[child]!.filter(({ from }) => from === index).map(({ on }) => on),
    ),
    ...context.loops.filter(({ from }) => from === index).map(({ on }) => on),
  ]);
  if (followed.has(null)) return [];
  return contract.outcomes.flatMap((outcome, at): readonly Finding[] => {
    if (followed.has(outcome)) return [];
    const chosen = conditions.of(index).endings[at] ?? never;
    const stuck = conditions.diagram.and(chosen, nothingEnds(proof, exits));
    const sure = stuck === unknown && [...exits].some((exit) => proof.certain().completes(exit));
    if (stuck === never || sure) return [];
    const listed = context.definition.exitPoints;
    const value = listed
      ? step.id
      : [...[...exits].map((exit) => context.definition.steps[exit]!.id), step.id];
    const path = listed ? ["exitPoints", listed.length] : ["exitPoints"];
    const fix: QuickFix = {
      title: `Let the workflow end at ${called(step)}`,
      changes: [{ op: "set", path, value }],
    };
    if (stuck === unknown) {
      const what = `that the workflow comes to an end if ${called(step)} says ${outcome}, which nothing follows`;
      const problem = unproven(["steps", index], [step.id], what, `Add a step for ${outcome}`);
      return [{ ...problem, fix }];
    }
    return [
      {
        code: "dead_end",
        path: ["steps", index],
        steps: [step.id],
        message: `If ${called(step)} says ${outcome}, nothing follows and the workflow stops short of its end. Add a step for ${outcome}, or name ${called(step)} as an exit point.`,
        fix,
      },
    ];
  });
}

/** The cases, in terms of outcomes alone, in which no exit completes whatever guards say and whatever fails. */
function nothingEnds({ conditions, models }: Proof, exits: ReadonlySet<number>): Condition {
  const { diagram, meanings } = conditions;
  const ends = diagram.any([...exits].map((exit) => conditions.of(exit).completed));
  if (ends === unknown) return unknown;
  return diagram.forAll(diagram.and(diagram.not(ends), conditions.atRest()), (variable) => {
    const meaning = meanings.get(variable);
    return meaning?.kind !== "ending" || meaning.value >= models[meaning.step]!.outcomes.length - 1;
  });
}

function exitsOf({ context }: Proof): ReadonlySet<number> {
  const { definition, graph, indexOf } = context;
  if (definition.exitPoints) {
    return new Set(definition.exitPoints.map((id) => indexOf.get(id) ?? -1));
  }
  return new Set([...graph.children.keys()].filter((index) => graph.children[index]!.length === 0));
}
