import { z } from "zod";

import { stepPath } from "#components/run/paths.ts";
import { db } from "#db/index.ts";
import { getExecution } from "#db/queries/executions/read-executions.ts";
import { AppError } from "#lib/errors.ts";
import { idOf } from "#lib/http/execution-response.ts";
import { route } from "#lib/http/route.ts";
import { importLimits } from "#lib/portfolio/import/bounds/limits.ts";
import { keepFile } from "#lib/runtime/forms/import-draft.ts";
import { whatIfDraft } from "#lib/runtime/forms/stored-answers.ts";

/** A form around a file of the largest size. */
const bodyLimit = importLimits.fileBytes * 3 + 100_000;

const posted = z.object({
  step: z.string().min(1).max(255),
  change: z.enum(["1", "kept"]).optional(),
  whatif: z.enum(["1", "kept"]).optional(),
  file: z.instanceof(File).optional(),
  lines: z.string().default(""),
});

type Params = { params: Promise<{ executionId: string }> };

/**
 * Takes a file that a person chose, or lines they pasted, for a step of their run, and leads to the page that shows
 * what is read of it. The size is known before the file is read, so that one that is too large gets a sentence.
 */
export const POST = route("runs.answer", async (request, viewer, { params }: Params) => {
  const executionId = idOf((await params).executionId);
  const ownerId = viewer.id;
  if (!(await getExecution(db, { executionId, ownerId }))) {
    throw new AppError("not_found", "There is no such run.");
  }
  const from = z.string().max(255).catch("").parse(new URL(request.url).searchParams.get("step"));
  const size = Number(request.headers.get("content-length") ?? Number.NaN);
  if (!(size <= bodyLimit)) {
    return seeOther(stepPath(executionId, from, { act: "file", problem: "too-large" }));
  }
  const form = posted.parse(Object.fromEntries(await request.formData()));
  const { step, change, whatif } = form;
  const asked = { ...(change && { change }), ...(whatif && { whatif }) };
  const again = (problem: string) =>
    seeOther(stepPath(executionId, step, { ...asked, act: "file", problem }));
  const file = chosen(form);
  if (!file) return again("none");
  if (file.size > importLimits.fileBytes) return again("too-large");
  const place = { executionId, ownerId, stepId: whatif ? whatIfDraft(step) : step };
  const bytes = new Uint8Array(await file.arrayBuffer());
  await keepFile(db, place, { name: file.name, bytes });
  return seeOther(stepPath(executionId, step, asked));
});

/** A browser sends an empty file where none was chosen. */
function chosen({ file, lines }: z.output<typeof posted>): File | null {
  if (file && file.size > 0) return file;
  return lines.trim() === "" ? null : new File([lines], "Pasted lines");
}

function seeOther(path: string): Response {
  return new Response(null, { status: 303, headers: { Location: path } });
}
