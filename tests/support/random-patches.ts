import * as fc from "fast-check";

import type { StepDefinition, WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import { patch, type Patch } from "#lib/engine/patch/patch.ts";
import { removalOf } from "#lib/engine/patch/removal.ts";
import type { WorkingState } from "#lib/engine/state/working-state.ts";

const draw = fc.record({
  op: fc.constantFrom("add", "add", "remove", "replace", "rewire", "move", "rename"),
  /** Choose among the steps of the definition, and among those of another one. */
  at: fc.nat(),
  other: fc.nat(),
});
export type PatchDraw = typeof draw extends fc.Arbitrary<infer T> ? T : never;

/** The random choices for one patch. */
export const patchDraws = fc.array(draw, { minLength: 1, maxLength: 3 });

/** The random choices for several patches in one run. `turn` says when each of them comes. */
export const patchSchedules = fc.array(fc.record({ turn: fc.nat(9), draws: patchDraws }), {
  minLength: 1,
  maxLength: 4,
});

/**
 * A patch of one to three changes, with steps taken from another definition. It mostly changes steps that have not
 * started. Validation decides whether the result may run.
 */
export function randomPatch(
  work: WorkingState,
  other: WorkflowDefinition,
  draws: readonly PatchDraw[],
): Patch {
  const { definition } = work.plan;
  const open = definition.steps.filter((_, index) => work.state.steps[index]!.revision === 0);
  const changes = draws.flatMap(({ op, at, other: place }, n) => {
    // Now and then a patch changes what has happened, which must be refused.
    const among = at % 7 === 0 || open.length === 0 ? definition.steps : open;
    const step = among[at % among.length]!;
    const foreign = other.steps[place % other.steps.length]!;
    const added = { ...foreign, id: `n${work.state.revision}_${n}` };
    const second = definition.steps[place % definition.steps.length]!;
    const known = definition.steps.slice(0, definition.steps.indexOf(step));
    return changesOf(op, { step, foreign, added, second, definition, known });
  });
  return patch.parse({ changes });
}

function changesOf(
  op: PatchDraw["op"],
  from: {
    step: StepDefinition;
    foreign: StepDefinition;
    added: StepDefinition;
    second: StepDefinition;
    definition: WorkflowDefinition;
    known: readonly StepDefinition[];
  },
): unknown[] {
  const { step, foreign, added, second, definition, known } = from;
  switch (op) {
    case "add":
      return [{ op, step: { ...added, dependencies: [second.id] }, after: second.id }];
    case "remove":
      return [...(removalOf(definition, step.id).changes ?? [])];
    case "replace":
      return [{ op, step: { ...foreign, id: step.id } }];
    case "rewire":
      return [{ op, step: step.id, dependencies: known.slice(-2).map(({ id }) => id) }];
    case "move":
      return [{ op, step: step.id, after: second.id === step.id ? null : second.id }];
    case "rename":
      return [{ op: "replace", step: { ...step, name: `${step.name} anew` } }];
  }
}
