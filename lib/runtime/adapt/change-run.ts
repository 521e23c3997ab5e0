import { randomUUID } from "node:crypto";

import type { Database } from "#db/client.ts";
import { saveOwnDefinition } from "#db/queries/definitions/definitions.ts";
import { pinDefinition } from "#db/queries/executions/read-executions.ts";
import type { WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import { compile } from "#lib/engine/plan/compile.ts";
import type { Actor, PlanChange } from "#lib/engine/state/event.ts";
import { hasEnded } from "#lib/engine/state/state.ts";
import { AppError } from "#lib/errors.ts";
import { type Outcome, runCommand } from "#lib/runtime/commands/run-command.ts";
import { type ExecutionView, viewOf } from "#lib/runtime/executions/execution-view.ts";
import { referenceTo } from "#lib/runtime/store/definition-reference.ts";
import { loadRun, type Run } from "#lib/runtime/store/load-run.ts";
import { catalog } from "#lib/steps/registry.ts";

import { propose, type Proposal } from "./proposal.ts";
import type { ProposedChange } from "./proposed-definition.ts";

type ChangeRequest = {
  executionId: string;
  ownerId: string;
  /** The revision of the run that the change was decided on. */
  revision: number;
  change: ProposedChange;
  /** Who decided, if it was not the owner. */
  actor?: Actor;
};

/** The effects of a change to a person's own run. Throws `not_found` for any other run. */
export async function proposeChange(
  db: Database,
  { executionId, ownerId, change }: Pick<ChangeRequest, "executionId" | "ownerId" | "change">,
): Promise<Proposal> {
  const { proposal } = await propose(db, await ownRun(db, executionId, ownerId), change);
  return proposal;
}

/**
 * Changes a run: from then on it follows another definition, and continues with it at once. All or nothing, in one
 * transaction. A change that was decided on another revision of the run is a conflict. Throws with every diagnostic
 * where the definition may not run, and with every obstacle where what has happened forbids it.
 */
export async function changeRun(
  db: Database,
  request: ChangeRequest,
): Promise<Outcome<ExecutionView>> {
  const { executionId, ownerId, revision, change } = request;
  const run = await ownRun(db, executionId, ownerId);
  const { status, revision: now } = run.work.state;
  if (now !== revision || hasEnded(status)) return outdated(run);
  const { proposal, target } = await propose(db, run, change);
  if (!target || proposal.problems.length > 0) throw refusalOf(proposal);
  // Validated outside the transaction. The command is accepted only if the run still is at the revision that this was
  // done for.
  const plan = compile(target.definition, catalog);
  const own = randomUUID();
  const place = target.place ?? { definitionId: own, definitionPath: [] };
  const { patch, reverts, inputs } = target;
  const event: PlanChange = {
    from: referenceTo(run.row),
    to: referenceTo(place),
    patch,
    ...(reverts !== undefined && { reverts }),
    ...(inputs && { inputs }),
  };
  return await runCommand(db, {
    executionId,
    ownerId,
    actor: request.actor ?? { kind: "person", id: ownerId },
    before: async (tx) => {
      const pin = { ...place, executionId, revision, inputs: inputs ?? {} };
      // If it is not, the command is rejected with the reason.
      const isAtRevision = await pinDefinition(tx, pin);
      if (isAtRevision && !target.place) await store(tx, run, own, target.definition);
    },
    command: () => ({ type: "applyPatch", revision, plan, change: event }),
    view: viewOf,
  });
}

async function ownRun(db: Database, executionId: string, ownerId: string): Promise<Run> {
  const run = await loadRun(db, { executionId, ownerId });
  if (!run) throw new AppError("not_found", "There is no such run.");
  return run;
}

function outdated({ row, work }: Run): Outcome<ExecutionView> {
  const { status } = work.state;
  const message = hasEnded(status)
    ? `This run has ${status}.`
    : "This run has moved on since you looked at it. Check the change again.";
  return { ok: false, rejection: { code: "conflict", message }, value: viewOf(work, row) };
}

async function store(
  tx: Database,
  { row }: Run,
  id: string,
  definition: WorkflowDefinition,
): Promise<void> {
  const { id: executionId, userId: ownerId, definitionId: followed } = row;
  await saveOwnDefinition(tx, { id, executionId, ownerId, followed, definition });
}

/** Obstacles that depend on the state of the run. All others are mistakes in any state. */
const byState = new Set(["has_happened", "race_decided", "failure_led_on", "nothing_to_undo"]);

function refusalOf({ problems }: Proposal): AppError {
  const [first] = problems;
  const code = problems.every((problem) => byState.has(problem.code)) ? "conflict" : "invalid";
  const message =
    problems.length === 1 && first
      ? first.message
      : `This change cannot be made: ${problems.length} problems.`;
  return new AppError(code, message, { problems });
}
