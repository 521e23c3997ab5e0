import type { Database } from "#db/client.ts";
import {
  countOwnDefinitions,
  type DefinitionPlace,
  getDefinition,
  listNewerVersions,
} from "#db/queries/definitions/definitions.ts";
import { getPatchEvents } from "#db/queries/executions/read-executions.ts";
import { type WorkflowDefinition, workflowDefinition } from "#lib/engine/definition/definition.ts";
import { applyPatch } from "#lib/engine/patch/apply-patch.ts";
import type { Obstacle } from "#lib/engine/patch/obstacle.ts";
import type { Patch } from "#lib/engine/patch/patch.ts";
import type { JsonObject } from "#lib/engine/value/json.ts";
import { definitionChanges, lastStanding } from "#lib/runtime/store/definition-changes.ts";
import { parseReference } from "#lib/runtime/store/definition-reference.ts";
import { linkDefinition } from "#lib/runtime/store/link-definition.ts";
import type { Run } from "#lib/runtime/store/load-run.ts";
import { planOf } from "#lib/runtime/store/plan-cache.ts";

import { fittingInputs } from "./missing-inputs.ts";

/** The changes that a person may propose to the definition of their run. */
export type ProposedChange =
  | { readonly kind: "patch"; readonly patch: Patch }
  /** To a newer version of the workflow; the newest, if none is named. */
  | { readonly kind: "migrate"; readonly version?: string | undefined }
  /** Back to what the run followed before the latest change. */
  | { readonly kind: "revert" };

/** The definition that a change leads to, and what the log will say about the change. */
export type ProposedDefinition = {
  readonly definition: WorkflowDefinition;
  /** Null for a definition that has yet to be stored as this run's own. */
  readonly place: DefinitionPlace | null;
  readonly patch: Patch | null;
  readonly reverts?: number;
  /** Inputs that only the new definition has, with their defaults. */
  readonly inputs?: JsonObject;
};

export type Found =
  | { readonly ok: true; readonly target: ProposedDefinition }
  | { readonly ok: false; readonly obstacles: readonly Obstacle[] };

/** Finds or creates the definition that a change leads to. Does not check whether the run may follow it. */
export async function proposedDefinition(
  db: Database,
  run: Run,
  change: ProposedChange,
): Promise<Found> {
  switch (change.kind) {
    case "patch":
      return await patched(db, run, change.patch);
    case "migrate":
      return await newerVersion(db, run, change.version);
    case "revert":
      return await beforeLastChange(db, run);
  }
}

async function patched(db: Database, { row, work }: Run, patch: Patch): Promise<Found> {
  const result = applyPatch(work.plan.definition, patch);
  if (!result.ok) return result;
  const number = (await countOwnDefinitions(db, row.id)) + 1;
  const version = ownVersion(work.plan.definition.version, number);
  const document = await linkDefinition(db, { ...result.definition, version }, row.userId);
  const definition = workflowDefinition.parse(document);
  return { ok: true, target: { definition, place: null, patch } };
}

/** `1.2.0-run.1`: a pre-release in semantic versioning, because it is not quite the version it comes from. */
function ownVersion(version: string, number: number): string {
  const [core = version] = version.split("-");
  const own = `${core}-run.${number}`;
  // A version has at most 20 characters.
  return own.length <= 20 ? own : `0.0.0-run.${number}`;
}

async function newerVersion(
  db: Database,
  { row }: Run,
  version: string | undefined,
): Promise<Found> {
  const { definitionId, definitionPath, userId: ownerId } = row;
  const newer = await listNewerVersions(db, { definitionId, definitionPath, ownerId });
  const wanted = newer.find((one) => version === undefined || one.version === version);
  const stored = wanted && (await getDefinition(db, wanted.id));
  if (!stored) {
    const message =
      version === undefined
        ? "This run follows the newest version already."
        : `There is no newer version ${version} of this workflow.`;
    return refused("nothing_changes", message);
  }
  const { id, definition } = stored;
  const fitting = fittingInputs(definition, row.context.inputs);
  if (!fitting.ok) return fitting;
  const added = Object.keys(fitting.added).length > 0 && { inputs: fitting.added };
  const place = { definitionId: id, definitionPath: [] };
  return { ok: true, target: { definition, place, patch: null, ...added } };
}

async function beforeLastChange(db: Database, { row }: Run): Promise<Found> {
  const last = lastStanding(definitionChanges(await getPatchEvents(db, row.id)));
  if (!last) return refused("nothing_to_undo", "No change of this run is left to undo.");
  const place = parseReference(last.from);
  const { definition } = await planOf(db, place);
  return { ok: true, target: { definition, place, patch: null, reverts: last.seq } };
}

function refused(code: Obstacle["code"], message: string): Found {
  return { ok: false, obstacles: [{ code, steps: [], message }] };
}
