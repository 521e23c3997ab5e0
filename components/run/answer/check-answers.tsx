import Link from "next/link";
import type { ReactNode } from "react";

import { type Action, ActionForm } from "#components/form/action-form.tsx";
import { BackLink } from "#components/ui/back-link.tsx";
import { Inset } from "#components/ui/inset.tsx";
import { SummaryList, type SummaryRow } from "#components/ui/lists/summary-list.tsx";

/** All answers of a person and their results, before they count. The button names the action. */
export function CheckAnswers({
  title,
  button,
  message,
  progress,
  backHref,
  notices,
  groups,
  children,
  action,
  hidden,
}: {
  title: string;
  button: string;
  message: string | null;
  progress: string;
  backHref: string;
  /** What to know before continuing: contradictions, failed checks. */
  notices: ReactNode;
  groups: readonly { id: string; name: string; rows: readonly SummaryRow[] }[];
  /** The results: weights, the explanation. */
  children: ReactNode;
  action: Action;
  hidden: Readonly<Record<string, string>>;
}) {
  return (
    <>
      <BackLink href={backHref} />
      <p className="text-small text-ink-3 mt-5 mb-2">{progress}</p>
      <h1 tabIndex={-1}>{title}</h1>
      {message && <p className="text-ink-2 mt-3">{message}</p>}
      {notices}
      {groups.map(({ id, name, rows }) => (
        <section key={id} className="mt-10" aria-labelledby={`group-${id}`}>
          <h2 id={`group-${id}`} className="small-title mb-2">
            {name}
          </h2>
          <SummaryList rows={rows} />
        </section>
      ))}
      {children}
      <Inset className="mt-8">
        This plan was calculated from your answers and past prices. It is not financial advice and
        was not reviewed by an adviser. Past results do not predict future results. You can lose
        money.
      </Inset>
      <div className="mt-8 flex flex-wrap items-center gap-x-6 gap-y-3">
        <ActionForm action={action} hidden={hidden} look="primary" label={button} />
        <Link href="/home">Save and finish later</Link>
      </div>
    </>
  );
}
