import type { PartState, StepState } from "./state.ts";

const firstPart = "undo";

/** The part of a step that compensates one of its iterations. The first to be compensated has the plain name. */
export function compensationPartOf(iteration: number, isFirst: boolean): string {
  return isFirst ? firstPart : `${firstPart}-${iteration}`;
}

/** The iteration that a part's name contains, if it contains one. */
export function iterationNamed(part: string): number | null {
  return part.startsWith(`${firstPart}-`) ? Number(part.slice(firstPart.length + 1)) : null;
}

/** Whether a part is a compensation of its step. */
export function isCompensation(part: string | null): part is string {
  return part !== null && (part === firstPart || iterationNamed(part) !== null);
}

type Compensation = readonly [part: string, state: PartState];
const none: readonly Compensation[] = [];

/** The compensations of a step, the last iteration first. The item of each is the number of its iteration. */
export function compensationsOf({ parts }: Pick<StepState, "parts">): readonly Compensation[] {
  if (!parts) return none;
  const compensations = [...parts].filter(([part]) => isCompensation(part));
  return compensations.toSorted(([, one], [, other]) => Number(other.item) - Number(one.item));
}
