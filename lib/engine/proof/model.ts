import type { Join } from "#lib/engine/definition/definition.ts";

/** A guard as far as proofs can see into it. `holds` is a condition of its own, the same for equal keys. */
export type Guard =
  | { readonly kind: "holds"; readonly key: string }
  | { readonly kind: "completed"; readonly step: number }
  | { readonly kind: "not"; readonly of: Guard }
  | { readonly kind: "and"; readonly of: readonly [Guard, Guard] }
  | { readonly kind: "or"; readonly of: readonly [Guard, Guard] };

/** What a proof needs to know of a step; its edges come with the graph. */
export type StepModel = {
  readonly join: Join;
  readonly skipsWhenStarved: boolean;
  readonly guard: Guard | null;
  /** Empty for a step with one way to complete. */
  readonly outcomes: readonly string[];
  /** An edge leads on from its failure, so that the execution survives it. */
  readonly mayFail: boolean;
  /** A person may decide to skip it. */
  readonly maySkip: boolean;
};

/** How a step that was started may end. */
export type Ending =
  | { readonly kind: "completed"; readonly outcome: string | null }
  | { readonly kind: "failed" }
  | { readonly kind: "skipped" };

/** The ways in which a started step may end, in the order in which variables count them. */
export function endingsOf(step: StepModel): readonly Ending[] {
  const outcomes = step.outcomes.length > 0 ? step.outcomes : [null];
  return [
    ...outcomes.map((outcome): Ending => ({ kind: "completed", outcome })),
    ...(step.mayFail ? [{ kind: "failed" } as const] : []),
    ...(step.maySkip ? [{ kind: "skipped" } as const] : []),
  ];
}
