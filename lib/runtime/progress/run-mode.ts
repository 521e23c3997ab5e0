import { z } from "zod";

import type { WorkflowDefinition } from "#lib/engine/definition/definition.ts";

const mode = z.enum(["guided", "self-service", "hybrid"]).catch("guided");

/** How a workflow guides people: one step at a time, a list to choose from, or both side by side. */
export type RunMode = z.output<typeof mode>;

/** What the workflow's author chose; guided where they chose nothing. */
export function modeOf({ metadata }: WorkflowDefinition): RunMode {
  return mode.parse(metadata["mode"]);
}
