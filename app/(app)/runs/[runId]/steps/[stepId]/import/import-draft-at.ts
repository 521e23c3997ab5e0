import "server-only";
import { cache } from "react";

import { db } from "#db/index.ts";
import { type ImportDraft, readImportDraft } from "#lib/runtime/forms/import-draft.ts";
import { whatIfDraft } from "#lib/runtime/forms/stored-answers.ts";

import type { StepPageData } from "../require-step.ts";

/** Read once per page: its title and its body both ask. */
const read = cache(
  async (executionId: string, ownerId: string, stepId: string, currency: string | undefined) =>
    await readImportDraft(db, { executionId, ownerId, stepId }, currency),
);

type At = Pick<StepPageData, "run" | "step" | "task"> & { whatIf: boolean };

/** The file that is looked at on a step's page, with what is read of it; `null` where none was chosen yet. */
export async function importDraftAt({ run, step, task, whatIf }: At): Promise<ImportDraft | null> {
  const { row } = run;
  const currency = step.config["currency"];
  const stepId = whatIf ? whatIfDraft(task.address) : task.address;
  return await read(
    row.id,
    row.userId,
    stepId,
    typeof currency === "string" ? currency : undefined,
  );
}
