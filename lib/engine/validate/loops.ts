import { ancestry } from "#lib/engine/definition/graph.ts";
import type { QuickFix } from "#lib/engine/definition/quick-fix.ts";
import { parseExpression } from "#lib/engine/expression/expression.ts";
import { always, type Condition, never, unknown } from "#lib/engine/proof/decision-diagram.ts";
import type { Json } from "#lib/engine/value/json.ts";

import { called, type Finding, type ValidationContext, type ContextLoop } from "./context.ts";
import type { ExpressionUse } from "./expression-uses.ts";
import type { Proof } from "./proof.ts";
import { unproven } from "./unproven.ts";

/** Back edges lead back: to the step itself or one it follows from. What only loops may say is said of loops only. */
export function checkLoops(context: ValidationContext): readonly Finding[] {
  const { definition, loops, graph } = context;
  const isBefore = ancestry(graph);
  return [
    ...loops
      .filter(({ from, to }) => from !== to && !isBefore(to, from))
      .map((loop) => outside(context, loop)),
    ...definition.steps.flatMap((_, index) => limitsWithoutLoop(context, index)),
  ];
}

function outside({ definition }: ValidationContext, { from, to, at }: ContextLoop): Finding {
  const [source, target] = [definition.steps[from]!, definition.steps[to]!];
  const path = ["steps", to, "dependencies", at];
  const { on } = target.dependencies[at]!;
  const value: Json = { step: source.id, ...(on !== undefined && { on }) };
  return {
    code: "outside_loop",
    path,
    steps: [target.id, source.id],
    message: `${called(source)} leads back to ${called(target)}, but does not follow from it, so there is nothing to repeat. Make it an ordinary dependency, or lead back to a step before ${called(source)}.`,
    fix: {
      title: `Let ${called(target)} wait for ${called(source)}`,
      changes: [{ op: "set", path, value }],
    },
  };
}

function limitsWithoutLoop({ definition }: ValidationContext, index: number): readonly Finding[] {
  const step = definition.steps[index]!;
  return step.dependencies.flatMap((dependency, at): readonly Finding[] => {
    const { step: source, on, back, maxIterations, active } = dependency;
    if (back || (maxIterations ?? active) === undefined) return [];
    const path = ["steps", index, "dependencies", at];
    const field = maxIterations === undefined ? "active" : "maxIterations";
    const value: Json = { step: source, ...(on !== undefined && { on }) };
    return [
      {
        code: "not_a_loop",
        path,
        steps: [step.id],
        message: `${called(step)} sets ${field} on a dependency that does not lead back. Remove it, or write back: true to make it a loop.`,
        fix: { title: `Remove ${field}`, changes: [{ op: "set", path, value }] },
      },
    ];
  });
}

/** Every loop has a way out, and something in it that can change from round to round. */
export function checkIterations(proof: Proof, uses: readonly ExpressionUse[]): readonly Finding[] {
  return proof.context.loops.flatMap((loop, number) => {
    const endless = neverEnds(proof, loop, number);
    return endless.length > 0 ? endless : neverChanges(proof.context, loop, uses);
  });
}

function neverEnds(proof: Proof, { from, to, on, at }: ContextLoop, number: number): Finding[] {
  const { context, conditions } = proof;
  const { diagram } = conditions;
  const goesOn = conditions.goesOn(number);
  const again = conditions.again(to);
  if (goesOn === never || again === never || again === always) return [];
  const ends = diagram.all([again, steady(proof, from, number), diagram.not(goesOn)]);
  const [source, target] = [context.definition.steps[from]!, context.definition.steps[to]!];
  const path = ["steps", to, "dependencies", at];
  if (ends === unknown && !proof.certain().mayEnd({ from, to, on })) {
    const what = `that the loop from ${called(source)} back to ${called(target)} has a way out`;
    return [unproven(path, [target.id, source.id], what, "Lead back on one outcome of a decision")];
  }
  if (ends !== never) return [];
  const outcomes = context.steps[from]!.contract?.outcomes ?? [];
  const chosen = on === null && outcomes.length > 1 ? wayBack(context, from, outcomes) : null;
  const remove: QuickFix = { title: "Remove this loop", changes: [{ op: "remove", path }] };
  const only = (outcome: string): QuickFix => ({
    title: `Lead back only on ${outcome}`,
    changes: [{ op: "set", path: [...path, "on"], value: outcome }],
  });
  return [
    {
      code: "endless_loop",
      path,
      steps: [target.id, source.id],
      message: `${called(source)} leads back to ${called(target)} in every case, so this loop never ends. Lead back on one outcome of a decision, and on from another.`,
      fix: chosen === null ? remove : only(chosen),
    },
  ];
}

/**
 * The condition of the step that leads back, where it reads nothing that starts over. It held in the iteration before,
 * so it holds in every one.
 */
function steady({ context, conditions, guardIn }: Proof, from: number, loop: number): Condition {
  const { when } = context.definition.steps[from]!;
  const parsed = when === undefined ? null : parseExpression(when);
  const guard = when === undefined ? null : guardIn(when);
  if (!parsed?.ok || !guard) return always;
  const { steps, history, instance } = parsed.expression.references;
  const inside = (id: string): boolean =>
    conditions.facts.regions[loop]!.has(context.indexOf.get(id) ?? -1);
  const changes = instance || history.length > 0 || steps.some(({ step }) => inside(step));
  return changes ? always : conditions.whether(guard, from);
}

/** The outcome that has no edge yet, else the last. */
function wayBack(
  { graph }: ValidationContext,
  from: number,
  outcomes: readonly string[],
): string | null {
  const followed = new Set(
    graph.children[from]!.flatMap((child) =>
      graph.parents[child]!.filter((edge) => edge.from === from).map(({ on }) => on),
    ),
  );
  return outcomes.find((outcome) => !followed.has(outcome)) ?? outcomes.at(-1) ?? null;
}

function neverChanges(
  context: ValidationContext,
  { from, to, at }: ContextLoop,
  uses: readonly ExpressionUse[],
): readonly Finding[] {
  const { definition, steps, graph, indexOf } = context;
  const isBefore = ancestry(graph);
  const inLoop = steps.filter(
    ({ index }) =>
      (index === to || isBefore(to, index)) && (index === from || isBefore(index, from)),
  );
  if (inLoop.some(({ contract }) => contract?.operation.mode !== "inline")) return [];
  const inside = new Set(inLoop.map(({ index }) => index));
  // What earlier rounds gave grows with each of them.
  const counts = uses.some(
    ({ step, expression }) =>
      step !== null &&
      inside.has(step) &&
      expression.references.history.some((id) => inside.has(indexOf.get(id) ?? -1)),
  );
  if (counts) return [];
  const [source, target] = [definition.steps[from]!, definition.steps[to]!];
  return [
    {
      severity: "warning",
      code: "unchanging_loop",
      path: ["steps", to, "dependencies", at],
      steps: [target.id, source.id],
      message: `Nothing between ${called(target)} and ${called(source)} waits for anybody or anything, so every round gives the same: once this loop is taken, it always runs to its limit. Put a question, a decision or a job into it.`,
    },
  ];
}
