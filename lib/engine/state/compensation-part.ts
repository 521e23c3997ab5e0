import type { PartState, StepState } from "./state.ts";

const firstPart = "undo";

/** The part of a step that makes up for one of its rounds: the first to be made up for has the plain name. */
export function compensationPartOf(iteration: number, isFirst: boolean): string {
  return isFirst ? firstPart : `${firstPart}-${iteration}`;
}

/** The round that a part's name tells, where it tells one. */
export function iterationNamed(part: string): number | null {
  return part.startsWith(`${firstPart}-`) ? Number(part.slice(firstPart.length + 1)) : null;
}

/** Whether a part makes up for a round of its step. */
export function isCompensation(part: string | null): part is string {
  return part !== null && (part === firstPart || iterationNamed(part) !== null);
}

type Compensation = readonly [part: string, state: PartState];
const none: readonly Compensation[] = [];

/** The parts of a step that make up for its rounds, the last round first; each has the number of its round as its item. */
export function compensationsOf({ parts }: Pick<StepState, "parts">): readonly Compensation[] {
  if (!parts) return none;
  const compensations = [...parts].filter(([part]) => isCompensation(part));
  return compensations.toSorted(([, one], [, other]) => Number(other.item) - Number(one.item));
}
