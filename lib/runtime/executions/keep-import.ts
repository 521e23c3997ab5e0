import type { Database } from "#db/client.ts";
import { deleteDraft } from "#db/queries/executions/drafts.ts";
import { AppError } from "#lib/errors.ts";
import { importLimits } from "#lib/portfolio/import/bounds/limits.ts";
import { keptHoldings } from "#lib/portfolio/import/reading/kept-holdings.ts";
import { rejected } from "#lib/runtime/commands/run-command.ts";
import { type ImportDraft, rememberColumns } from "#lib/runtime/forms/import-draft.ts";

import { forkExecution } from "./fork-execution.ts";
import { submitStep } from "./submit-step.ts";

type Target = {
  executionId: string;
  ownerId: string;
  /** The step that the holdings are for. */
  stepId: string;
  /** Where the file is kept while it is looked at. */
  draftStepId: string;
  revision: number;
  key: string;
  /** Whether this replaces an answer that counts already, here or in a run of its own. */
  change: boolean;
  whatIf: boolean;
};

/**
 * Answers a step with the holdings that the person has looked at, and forgets the file. Returns the run to go on with.
 * Throws a sentence while a question is open: nothing is kept that could be read otherwise.
 */
export async function keepImport(
  db: Database,
  to: Target,
  draft: ImportDraft,
  now: Date,
): Promise<string> {
  const { executionId, ownerId, stepId, draftStepId, revision, key, whatIf } = to;
  const { reading } = draft;
  if (!reading) throw new AppError("invalid", draft.refusal);
  const [question] = reading.questions;
  if (question)
    throw new AppError("invalid", "There is a problem", {
      fields: { [question.name]: [`Answer this first: ${question.question}`] },
    });
  if (reading.rows.length === 0)
    throw new AppError(
      "invalid",
      "No holdings were read, so there is nothing to keep. Choose another file.",
    );
  const table = JSON.stringify(keptHoldings(reading.rows));
  if (table.length > importLimits.keptCharacters) {
    throw new AppError(
      "invalid",
      "These are more holdings than can be kept at once. Divide the file.",
    );
  }
  const data = { table };
  const answer = { executionId, ownerId, stepId, revision, data, idempotencyKey: key };
  const runId = whatIf
    ? (await forkExecution(db, answer)).id
    : await answered(db, { ...answer, replace: to.change });
  await rememberColumns(db, ownerId, draft, now);
  await deleteDraft(db, { executionId, ownerId, stepId: draftStepId });
  return runId;
}

/** A step that moved on in the meantime is shown as it is now; only a run that cannot go on says why. */
async function answered(db: Database, answer: Parameters<typeof submitStep>[1]): Promise<string> {
  const outcome = await submitStep(db, answer);
  if (!outcome.ok && ["paused", "refused"].includes(outcome.rejection.code)) {
    throw rejected(outcome.rejection);
  }
  return answer.executionId;
}
