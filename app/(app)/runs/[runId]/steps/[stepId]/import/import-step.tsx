import { ImportFile } from "#components/run/import/import-file.tsx";
import { ImportPreview } from "#components/run/import/import-preview.tsx";
import { runPath, stepPath } from "#components/run/paths.ts";
import { fileLimitText } from "#lib/portfolio/import/bounds/limits.ts";
import { tooLarge } from "#lib/portfolio/import/file/source.ts";
import type { Reading } from "#lib/portfolio/import/reading/reading.ts";
import type { ImportDraft } from "#lib/runtime/forms/import-draft.ts";
import { formOf } from "#lib/runtime/forms/step-form.ts";

import type { StepPageData } from "../require-step.ts";
import { headerOf, hiddenFields } from "../step-page-parts.ts";
import { StepFrame } from "../views/step-frame.tsx";
import { importHoldings } from "./import-actions.ts";
import { importDraftAt } from "./import-draft-at.ts";

const checkTitle = "Check what was read before you keep it";

/** A step that takes a file: asks for it, then shows what was read of it until the person keeps that. */
export async function ImportStep({ page }: { page: StepPageData }) {
  const draft = await draftOf(page);
  if (draft?.reading) return <Preview page={page} draft={draft} reading={draft.reading} />;
  const { run, task, query } = page;
  const { progress, backHref } = placeOf(page);
  const at = new URLSearchParams({ step: task.address }).toString();
  return (
    <StepFrame page={page} width="guided">
      <ImportFile
        action={`/api/executions/${run.row.id}/holdings?${at}`}
        hidden={{ step: task.address, ...askedOf(page) }}
        progress={progress}
        backHref={backHref}
        title={titleOf(page)}
        limit={fileLimitText}
        problem={problemOf(query.problem) ?? draft?.refusal ?? null}
      />
    </StepFrame>
  );
}

type PreviewProps = { page: StepPageData; draft: ImportDraft; reading: Reading };

function Preview({ page, draft, reading }: PreviewProps) {
  const { run, task, query } = page;
  const asked = askedOf(page);
  const isWhatIf = asked.whatif !== undefined;
  const { progress, backHref } = placeOf(page);
  const notes = [
    ...(query.problem === "changed" ? [changedNote] : []),
    ...(draft.remembered ? [rememberedNote] : []),
  ];
  return (
    <StepFrame page={page} width="shell">
      <ImportPreview
        // A new reading is a new form: what was chosen in the last one is read already.
        key={JSON.stringify([draft.options, draft.encoding])}
        act={importHoldings}
        hidden={{
          ...hiddenFields(page),
          "~change": asked.change === undefined ? "no" : "yes",
          "~whatif": isWhatIf ? "yes" : "no",
        }}
        progress={progress}
        backHref={backHref}
        otherHref={stepPath(run.row.id, task.address, { ...asked, act: "file" })}
        fileName={draft.fileName}
        reading={reading}
        kept={draft.options.keepLines ?? []}
        notes={notes}
      />
    </StepFrame>
  );
}

/** What stands over the heading, and where the way back leads. */
function placeOf(page: StepPageData) {
  const above = headerOf(page);
  const isChange = Object.keys(askedOf(page)).length > 0;
  return isChange ? { ...above, backHref: runPath(page.run.row.id) } : above;
}

function titleOf({ step, state }: StepPageData): string {
  return formOf(step, state)?.schema.title ?? step.definition.name;
}

const rememberedNote = "The columns are read as you said of an earlier file with these headings.";
const changedNote =
  "You had changed how the file is read, so it was read again first. Check it, then keep it.";

/** What the page asks, as its heading says it. */
export async function importHeading(page: StepPageData): Promise<string> {
  const draft = await draftOf(page);
  if (draft?.reading) return checkTitle;
  return titleOf(page);
}

async function draftOf(page: StepPageData) {
  const { query } = page;
  if (query.act === "file") return null;
  return await importDraftAt({ ...page, whatIf: query.whatif !== undefined });
}

/** Whether the file is for an answer that counts already, here or in a what-if. */
function askedOf({ query: { change, whatif } }: StepPageData): {
  change?: string;
  whatif?: string;
} {
  if (whatif !== undefined) return { whatif };
  return change === undefined ? {} : { change };
}

function problemOf(problem: StepPageData["query"]["problem"]): string | null {
  if (problem === "too-large") return tooLarge().message;
  return problem === "none" ? "Choose a file, or paste its lines" : null;
}
