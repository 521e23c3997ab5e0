import type { ReactNode } from "react";

import { BackLink } from "#components/ui/back-link.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { StepState, type StepStateName } from "#components/ui/step-state.tsx";
import { SummaryList, type SummaryRow } from "#components/ui/summary-list.tsx";

import { JsonText } from "./json-text.tsx";

/** A step that is over, or cannot start yet: what came of it. */
export function AnsweredView({
  name,
  progress,
  backHref,
  onHref,
  state,
  note,
  rows,
  shown,
  whatIf,
  details,
}: {
  name: string;
  progress: string;
  backHref: string;
  /** Where the run goes on; absent when it has ended. */
  onHref: string | null;
  state: { state: StepStateName; label?: string };
  /** A sentence about it: what it waits for, why it was not needed. */
  note: string | null;
  rows: readonly SummaryRow[];
  /** What it gave, drawn for reading. */
  shown: ReactNode;
  /** The way to a run in which it came out otherwise. */
  whatIf: ReactNode;
  /** What it handed on, as JSON, for those who want to see it. */
  details: string | null;
}) {
  return (
    <>
      <BackLink href={backHref} />
      <p className="text-small text-ink-3 mt-5 mb-2">{progress}</p>
      <h1 tabIndex={-1}>{name}</h1>
      <p className="mt-3">
        <StepState {...state} />
      </p>
      {note && <p className="text-ink-2 mt-4">{note}</p>}
      {rows.length > 0 && (
        <div className="mt-6">
          <SummaryList rows={rows} />
        </div>
      )}
      {shown && <div className="mt-6">{shown}</div>}
      {details && (
        <Disclosure summary="Details" className="mt-6" ruled={false}>
          <JsonText text={details} />
        </Disclosure>
      )}
      {whatIf}
      {onHref && (
        <p className="mt-8">
          <ButtonLink look="primary" href={onHref}>
            Continue
          </ButtonLink>
        </p>
      )}
    </>
  );
}
