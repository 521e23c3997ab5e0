import type { QuickFix } from "#lib/engine/definition/quick-fix.ts";
import type { InputBinding } from "#lib/engine/plan/data-flow.ts";
import { never, unknown } from "#lib/engine/proof/decision-diagram.ts";

import { called, type Finding, type ValidationContext } from "./context.ts";
import { checkEnds } from "./ends.ts";
import type { ExpressionUse } from "./expression-uses.ts";
import { checkCancels } from "./groups.ts";
import { listOf, sentence } from "./list-text.ts";
import { checkIterations } from "./loops.ts";
import { type Proof, proofOf } from "./proof.ts";
import { unproven } from "./unproven.ts";
import { boundInput, readValues } from "./values.ts";

/**
 * Checks what must hold on every path: no dead steps, no starving joins, every value there when it is read, an end
 * within reach. Where a workflow is too large for exact conditions, whatever its structure does not prove is refused.
 */
export function checkPaths(
  context: ValidationContext,
  bindings: readonly (readonly InputBinding[])[],
  uses: readonly ExpressionUse[],
): readonly Finding[] {
  const proof = proofOf(context);
  return [
    ...context.steps.flatMap(({ index }) => [
      ...deadStep(proof, index),
      ...join(proof, index),
      ...(bindings[index] ?? []).flatMap((binding) => boundInput(proof, index, binding)),
    ]),
    ...uses.flatMap((use) => readValues(proof, use)),
    ...checkEnds(proof),
    ...checkIterations(proof, uses),
    ...checkCancels(context, (step, before) =>
      proof.conditions.facts.followersOf(step).has(before),
    ),
  ];
}

function deadStep(proof: Proof, index: number): readonly Finding[] {
  const { context, conditions } = proof;
  const { activated, started } = conditions.of(index);
  const step = context.definition.steps[index]!;
  if (started === unknown && !proof.certain().mayStart(index)) {
    return [unproven(["steps", index], [step.id], `that ${called(step)} can ever run`)];
  }
  if (started !== never) return [];
  const edges = context.graph.parents[index]!;
  // What only follows from a dead step is not reported again.
  if (edges.length > 0 && edges.every(({ from }) => conditions.of(from).started === never))
    return [];
  if (activated === never && typeof step.join === "object" && step.join.count > edges.length)
    return [];
  const ahead = conditions.facts
    .rivalsOf(index)
    .filter((rival) => conditions.facts.followersOf(rival).has(index));
  if (ahead.length > 0) return [beaten(context, index, ahead)];
  const reason =
    activated === never ? "no way through the workflow leads to it" : "its condition never holds";
  const fix: QuickFix | null =
    activated === never
      ? null
      : {
          title: "Remove the condition",
          changes: [{ op: "remove", path: ["steps", index, "when"] }],
        };
  const message = `${called(step)} can never run: ${reason}. Change what it depends on, or remove it.`;
  return [
    { code: "dead_step", path: ["steps", index], steps: [step.id], message, ...(fix && { fix }) },
  ];
}

/** A member of a race that can only start when another one has won. */
function beaten(
  { definition }: ValidationContext,
  index: number,
  ahead: readonly number[],
): Finding {
  const step = definition.steps[index]!;
  const rivals = ahead.map((rival) => called(definition.steps[rival]));
  const message = `${called(step)} can never run: ${listOf(rivals)} always ${rivals.length > 1 ? "come" : "comes"} first in its race. Take it out of the race, or let it start earlier.`;
  const fix: QuickFix = {
    title: "Take it out of the race",
    changes: [{ op: "remove", path: ["steps", index, "race"] }],
  };
  return { code: "dead_step", path: ["steps", index], steps: [step.id], message, fix };
}

function join(proof: Proof, index: number): readonly Finding[] {
  const { context, conditions, inWhichCase } = proof;
  const step = context.definition.steps[index]!;
  if (typeof step.join !== "object") return [];
  const path = ["steps", index, "join"];
  const edges = context.graph.parents[index]!.length;
  const { count } = step.join;
  if (count > edges) {
    const message = `${called(step)} waits for ${count} branches, but only ${edges} ${edges === 1 ? "leads" : "lead"} to it. Wait for all of them.`;
    const fix: QuickFix = {
      title: "Wait for all of them",
      changes: [{ op: "set", path, value: "all" }],
    };
    return [{ code: "impossible_join", path, steps: [step.id], message, fix }];
  }
  if (step.onStarved === "skip" || context.handlesError.has(index)) return [];
  const fix: QuickFix = {
    title: "Skip it when too few branches arrive",
    changes: [{ op: "set", path: ["steps", index, "onStarved"], value: "skip" }],
  };
  const { starved } = conditions.of(index);
  if (starved === unknown && !proof.certain().isReachedByAll(index)) {
    const what = `that the ${count} branches which ${called(step)} waits for arrive`;
    return [{ ...unproven(path, [step.id], what, "Skip the step when they do not"), fix }];
  }
  const when = inWhichCase(starved);
  if (when === null) return [];
  const message = `${sentence(when, `fewer than the ${count} branches that ${called(step)} waits for arrive, so the workflow fails`)}. Wait for fewer, or skip the step then.`;
  return [{ code: "starving_join", path, steps: [step.id], message, fix }];
}
