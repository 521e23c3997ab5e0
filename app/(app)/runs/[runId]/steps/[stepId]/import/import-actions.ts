"use server";

import { redirect } from "next/navigation";
import { z } from "zod";

import { stepPath } from "#components/run/paths.ts";
import { db } from "#db/index.ts";
import { AppError } from "#lib/errors.ts";
import { action } from "#lib/http/action.ts";
import { changedChoices } from "#lib/portfolio/import/changed-choices.ts";
import { keepImport } from "#lib/runtime/executions/keep-import.ts";
import { changeImport } from "#lib/runtime/forms/import-draft.ts";
import { whatIfDraft } from "#lib/runtime/forms/stored-answers.ts";
import { loadRun, stepOf } from "#lib/runtime/store/load-run.ts";

import { placeOfRun } from "../../../../require-run.ts";
import { importDraftAt } from "./import-draft-at.ts";

const form = z
  .object({
    "~run": z.uuid(),
    "~step": z.string().min(1).max(255),
    "~revision": z.coerce.number().int().min(0),
    "~key": z.uuid(),
    "~change": z.enum(["no", "yes"]),
    "~whatif": z.enum(["no", "yes"]),
    "~do": z.enum(["again", "keep"]).default("again"),
  })
  .catchall(z.union([z.string().max(2_000), z.array(z.string().max(2_000))]));

/**
 * Reads the file again with what was chosen, or keeps what was read. What the person has not seen read is never kept:
 * choices that were changed are read first.
 */
export const importHoldings = action(
  "runs.answer",
  form,
  async (posted, viewer): Promise<unknown> => {
    const { "~run": executionId, "~step": stepId, "~revision": revision, "~key": key } = posted;
    const ownerId = viewer.id;
    const [change, whatIf] = [posted["~change"] === "yes", posted["~whatif"] === "yes"];
    const run = await loadRun(db, { executionId, ownerId });
    const found = run && stepOf(run, stepId);
    if (!run || !found) throw new AppError("not_found", "There is no such run.");
    const draft = await importDraftAt({ run, ...found, whatIf });
    const asked = { ...(whatIf ? { whatif: "kept" } : change && { change: "kept" }) };
    // Kept in another tab, or given up: the run knows where it goes on.
    if (!draft) return redirect(await placeOfRun(executionId, ownerId));
    const draftStepId = whatIf ? whatIfDraft(stepId) : stepId;
    const changed = draft.reading && changedChoices(draft.reading, draft, posted);
    if (changed) {
      await changeImport(db, { executionId, ownerId, stepId: draftStepId }, changed);
      const note = posted["~do"] === "keep" ? { problem: "changed" } : {};
      return redirect(stepPath(executionId, stepId, { ...asked, ...note }));
    }
    if (posted["~do"] === "again") return redirect(stepPath(executionId, stepId, asked));
    const to = { executionId, ownerId, stepId, draftStepId, revision, key, change, whatIf };
    const runId = await keepImport(db, to, draft, new Date());
    return redirect(await placeOfRun(runId, ownerId));
  },
);
