import { z } from "zod";

import { workflowDefinition } from "#lib/engine/definition/definition.ts";

const { name, description, outputs, entryPoints, exitPoints, steps } = workflowDefinition.shape;
const step = steps.element;
const { id, dependencies } = step.shape;
/** Where in the list of steps: after this one, or first of all. */
const place = id.nullable();

/** One change to the steps of a definition. Those of a patch are made one after the other. */
const stepChange = z.discriminatedUnion("op", [
  z.strictObject({ op: z.literal("add"), step, after: place.optional() }),
  z.strictObject({ op: z.literal("remove"), step: id }),
  /** Replaces the step that has its id by another definition. */
  z.strictObject({ op: z.literal("replace"), step }),
  /** Gives a step other dependencies, and changes nothing else about it. */
  z.strictObject({ op: z.literal("rewire"), step: id, dependencies: dependencies.unwrap() }),
  /** Of steps that can start at the same time, the one that stands first in the list comes first. */
  z.strictObject({ op: z.literal("move"), step: id, after: place }),
]);

/**
 * A change to a definition as data, shared by files, the API and the screens. What is left out stays as it is. `null`
 * removes a list of entry or exit points, so that it follows from the steps again.
 */
export const patch = z.strictObject({
  name: name.optional(),
  description: description.unwrap().optional(),
  changes: z.array(stepChange).max(2_000).default([]),
  outputs: outputs.unwrap().optional(),
  entryPoints: entryPoints.unwrap().nullable().optional(),
  exitPoints: exitPoints.unwrap().nullable().optional(),
});

export type Patch = z.output<typeof patch>;
export type PatchInput = z.input<typeof patch>;
export type StepChange = Patch["changes"][number];
