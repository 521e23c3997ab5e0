import { guardOf } from "#lib/engine/definedness/guards.ts";
import { noScope } from "#lib/engine/definedness/scope.ts";
import { parseExpression } from "#lib/engine/expression/expression.ts";
import { multiInstanceOf } from "#lib/engine/plan/multi-instance.ts";
import { type Condition, never } from "#lib/engine/proof/decision-diagram.ts";
import type { Flow } from "#lib/engine/proof/flow-facts.ts";
import type { Guard, StepModel } from "#lib/engine/proof/model.ts";
import { PathConditions } from "#lib/engine/proof/path-conditions.ts";
import { StructuralProof } from "#lib/engine/proof/structural.ts";

import { caseOf } from "./case-text.ts";
import type { ValidationContext } from "./context.ts";
import { readingOf } from "./reads.ts";

/** The path conditions of a definition, with what its sentences need. */
export type Proof = {
  readonly context: ValidationContext;
  readonly conditions: PathConditions;
  readonly models: readonly StepModel[];
  /** `If "How careful" says growth`; null when the condition never holds. */
  readonly inWhichCase: (condition: Condition) => string | null;
  /** What the structure of the workflow alone proves, where conditions are past their bounds. */
  readonly certain: () => StructuralProof;
  /** A condition, given as text, as the proof sees it. */
  readonly guardIn: (source: string) => Guard | null;
};

export function proofOf(context: ValidationContext): Proof {
  const guardIn = (source: string): Guard | null => {
    const parsed = parseExpression(source);
    if (!parsed.ok) return null;
    const { expression } = parsed;
    return guardOf(expression.ast, readingOf(context, { expression, step: null }), noScope);
  };
  const models = context.steps.map(({ index, definition: step, contract }): StepModel => {
    const mayFail = context.handlesError.has(index);
    // A condition that is evaluated for each instance decides nothing about the step.
    const asked = multiInstanceOf(step)?.asksEach ? undefined : step.when;
    return {
      join: step.join,
      skipsWhenStarved: step.onStarved === "skip",
      guard: asked === undefined ? null : guardIn(asked),
      outcomes: contract?.outcomes ?? [],
      mayFail,
      maySkip: (step.onError === "ask" && !mayFail) || step.window !== undefined,
    };
  });
  const conditions = new PathConditions(context.graph, models, flowOf(context), context.bounds);
  let structural: StructuralProof | undefined;
  return {
    context,
    conditions,
    models,
    guardIn,
    certain: () => (structural ??= new StructuralProof(context.graph, models, conditions.facts)),
    inWhichCase: (condition) =>
      condition === never ? null : caseOf(context, conditions, models, condition),
  };
}

function flowOf({ definition, indexOf, loops }: ValidationContext): Flow {
  const races = new Map<string, number[]>();
  for (const [index, { race }] of definition.steps.entries()) {
    if (race !== undefined) races.set(race, [...(races.get(race) ?? []), index]);
  }
  return {
    loops,
    races: [...races.values()].filter((members) => members.length > 1),
    cancels: definition.steps.flatMap(({ cancels }, by) =>
      cancels.map((id) => ({ by, step: indexOf.get(id) ?? by })),
    ),
    windows: definition.steps.flatMap(({ window }, step) =>
      window ? [{ step, before: indexOf.get(window.before) ?? step }] : [],
    ),
  };
}
