import Link from "next/link";

import { type Action, ActionForm } from "#components/form/action-form.tsx";
import { BackLink } from "#components/ui/back-link.tsx";
import { ButtonLink } from "#components/ui/button.tsx";
import { Notice } from "#components/ui/notice.tsx";

import { FollowRun } from "./follow-run.tsx";

export type FailureActs = { retry: Action; skip: Action | null };

/** A step that stopped: what happened, what is safe, and how to continue. */
export function FailureView({
  runId,
  revision,
  name,
  progress,
  backHref,
  problem,
  attempts,
  reference,
  causes,
  acts,
  byHandHref,
  labels,
  hidden,
}: {
  runId: string;
  revision: number;
  name: string;
  progress: string;
  backHref: string;
  /** What went wrong, in a sentence. */
  problem: string;
  /** "attempt 3 of 3", where there was more than one. */
  attempts: string | null;
  reference: string;
  /** The answers that led here, each with a link to change it. */
  causes: readonly { label: string; href: string }[];
  acts: FailureActs;
  /** The link to supply the step's result by hand. */
  byHandHref: string | null;
  labels: { retry: string; skip: string };
  hidden: Readonly<Record<string, string>>;
}) {
  return (
    <>
      <BackLink href={backHref} />
      <p className="text-small text-ink-3 mt-5 mb-2">{progress}</p>
      <h1 tabIndex={-1}>{name}</h1>
      <Notice tone="danger" className="mt-6">
        <p>
          {problem}
          {attempts && ` (${attempts})`} Your earlier steps are safe.
        </p>
        <p className="text-small text-ink-2 mt-2">Reference {reference}</p>
      </Notice>
      <Causes causes={causes} />
      <div className="mt-8 flex flex-wrap items-start gap-3">
        <ActionForm action={acts.retry} hidden={hidden} look="primary" label={labels.retry} />
        {byHandHref !== null && <ButtonLink href={byHandHref}>Write this yourself</ButtonLink>}
        {acts.skip && <ActionForm action={acts.skip} hidden={hidden} label={labels.skip} />}
      </div>
      <FollowRun runId={runId} after={revision} />
    </>
  );
}

function Causes({ causes }: { causes: readonly { label: string; href: string }[] }) {
  if (causes.length === 0) return null;
  return (
    <section className="mt-6" aria-labelledby="causes">
      <h2 id="causes" className="small-title mb-2">
        Change what led here
      </h2>
      <ul className="space-y-1">
        {causes.map(({ label, href }) => (
          <li key={href}>
            <Link href={href}>{label}</Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
