import type { ReactNode } from "react";

import { BackLink } from "#components/ui/back-link.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Disclosure } from "#components/ui/disclosure.tsx";
import { StepState, type StepStateName } from "#components/ui/lists/step-state.tsx";
import { SummaryList, type SummaryRow } from "#components/ui/lists/summary-list.tsx";

import { JsonText } from "../json-text.tsx";

/** A step that is over, or cannot start yet: its result. */
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
  /** Where the run continues. Absent when it has ended. */
  onHref: string | null;
  state: { state: StepStateName; label?: string };
  /** A sentence about it: what it waits for, why it was not needed. */
  note: string | null;
  rows: readonly SummaryRow[];
  /** Its result, drawn for reading. */
  shown: ReactNode;
  /** The link to a what-if with another result. */
  whatIf: ReactNode;
  /** Its output as JSON, for people who want to see it. */
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
