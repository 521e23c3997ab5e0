import type { Action } from "#components/form/action-form.tsx";
import { counted } from "#components/format/dates.ts";
import { Column, Section } from "#components/layout/page.tsx";
import { BackLink } from "#components/ui/back-link.tsx";
import { Acts, Button } from "#components/ui/button.tsx";
import { Choice } from "#components/ui/fields/choice.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { Reading } from "#lib/portfolio/import/reading/reading.ts";

import { HoldingsTable } from "./holdings-table.tsx";
import { ImportChoices } from "./import-choices.tsx";
import { ImportForm } from "./import-form.tsx";
import { totalText } from "./import-text.ts";
import { LeftOutTable } from "./left-out-table.tsx";

/** What was read of a file, before anything of it is kept. */
export function ImportPreview({
  act,
  hidden,
  progress,
  backHref,
  otherHref,
  fileName,
  reading,
  kept,
  notes,
}: {
  act: Action;
  hidden: Readonly<Record<string, string>>;
  progress: string;
  backHref: string;
  otherHref: string;
  fileName: string;
  reading: Reading;
  /** Lines that the person said are holdings. */
  kept: readonly number[];
  /** What happened since the page was shown last. */
  notes: readonly string[];
}) {
  const { rows, leftOut, questions } = reading;
  return (
    <>
      <BackLink href={backHref} />
      <ImportForm
        act={act}
        hidden={hidden}
        questions={questions}
        head={<Head {...{ progress, fileName, reading, notes }} />}
      >
        {rows.length > 0 && (
          <Section title="What was read">
            <HoldingsTable reading={reading} />
          </Section>
        )}
        <Column width="list">
          {leftOut.length > 0 && (
            <Section title="Lines left out">
              <p className="text-ink-2 -mt-3 mb-3">
                {leftOut.length} of {counted(linesOf(reading), "line")}. Every other line is in the
                table above.
              </p>
              <LeftOutTable leftOut={leftOut} />
            </Section>
          )}
          {kept.length > 0 && <KeptLines lines={kept} />}
          <ImportChoices reading={reading} />
          <KeepThese reading={reading} otherHref={otherHref} />
        </Column>
      </ImportForm>
    </>
  );
}

function linesOf({ rows, leftOut }: Reading): number {
  return leftOut.length + rows.reduce((sum, { lines }) => sum + lines.length, 0);
}

type HeadProps = { progress: string; fileName: string; reading: Reading; notes: readonly string[] };

function Head({ progress, fileName, reading, notes }: HeadProps) {
  const { rows, leftOut, broker } = reading;
  const worth = rows.length === 0 ? "" : ` worth ${totalText(reading)}`;
  const out =
    leftOut.length === 0
      ? "No line is left out"
      : `${counted(leftOut.length, "line")} ${leftOut.length === 1 ? "is" : "are"} left out`;
  return (
    <Column width="step" className="mt-5">
      <p className="text-small text-ink-3 mb-2">{progress}</p>
      <h1 tabIndex={-1}>Check what was read before you keep it</h1>
      <p className="text-lead text-ink-2 mt-3 [overflow-wrap:anywhere]">
        {counted(rows.length, "holding")}
        {worth}, from “{fileName}”{broker === null ? "" : ` of ${broker}`}. {out}. Nothing is kept
        yet.
      </p>
      {notes.map((note) => (
        <Notice key={note} tone="info" className="mt-6">
          {note}
        </Notice>
      ))}
    </Column>
  );
}

function KeptLines({ lines }: { lines: readonly number[] }) {
  return (
    <Section title="Lines you keep">
      {lines.map((line) => (
        <Choice key={line} kind="checkbox" name="keep" value={String(line)} checked>
          Line {line} is a holding
        </Choice>
      ))}
    </Section>
  );
}

function KeepThese({ reading, otherHref }: { reading: Reading; otherHref: string }) {
  const { rows } = reading;
  return (
    <section className="mt-12" aria-labelledby="keep">
      <h2 id="keep" className="text-small text-ink-2 font-sans font-normal tracking-normal">
        Total
      </h2>
      <p className="text-h2 font-semibold tabular-nums">
        {rows.length === 0 ? "Nothing yet" : totalText(reading)}
      </p>
      <Acts>
        <Button look="primary" name="~do" value="keep">
          {rows.length === 1 ? "Keep this holding" : `Keep these ${rows.length} holdings`}
        </Button>
        <a href={otherHref} className="sm:ml-3">
          Choose another file
        </a>
      </Acts>
      <p className="text-small text-ink-3 mt-2">
        The file itself is deleted when you keep its holdings, and with the run.
      </p>
    </section>
  );
}
