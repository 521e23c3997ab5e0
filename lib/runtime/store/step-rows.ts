import type { StepRowState } from "#db/queries/executions/write-executions.ts";
import type { PartState, StepState } from "#lib/engine/state/state.ts";

/** One iteration of a step as its rows: the step's own, and those of the given parts. */
export function rowsOf(
  { parts, past: _past, ...whole }: StepState,
  includes: (key: string, part: PartState) => boolean = () => true,
): { part: string | null; state: StepRowState }[] {
  const { iteration } = whole;
  const own = {
    loopedAt: 0,
    again: false,
    loopCounts: null,
    mayCarry: false,
    closed: false,
    iteration,
  };
  const ofParts = [...(parts ?? [])].filter(([key, part]) => includes(key, part));
  return [
    { part: null, state: { ...whole, item: null } },
    ...ofParts.map(([part, state]) => ({ part, state: Object.assign({}, state, own) })),
  ];
}
