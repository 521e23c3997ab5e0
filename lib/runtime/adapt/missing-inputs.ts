import { refusalOf } from "#lib/data-types/check-value.ts";
import type { WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import type { Obstacle } from "#lib/engine/patch/obstacle.ts";
import type { Json, JsonObject } from "#lib/engine/value/json.ts";

type Fitting =
  /** The inputs to add to the run. The inputs that it was given stay. */
  | { readonly ok: true; readonly added: JsonObject }
  | { readonly ok: false; readonly obstacles: readonly Obstacle[] };

/** Whether a run that was started with these inputs has every input that another definition requires. */
export function fittingInputs(definition: WorkflowDefinition, given: JsonObject): Fitting {
  const added: Record<string, Json> = {};
  const obstacles: Obstacle[] = [];
  for (const [name, { type, title = name, default: value, optional }] of Object.entries(
    definition.inputs,
  )) {
    const has = given[name];
    if (has !== undefined && refusalOf(type, has)) {
      obstacles.push(differs(`It takes another kind of value for “${title}” at its start.`));
    } else if (has === undefined && value !== undefined) added[name] = value;
    else if (has === undefined && !optional) {
      obstacles.push(differs(`It asks for “${title}” at its start, which this run was not given.`));
    }
  }
  return obstacles.length > 0 ? { ok: false, obstacles } : { ok: true, added };
}

function differs(message: string): Obstacle {
  return { code: "inputs_differ", steps: [], message };
}
