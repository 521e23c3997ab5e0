import Link from "next/link";
import type { ComponentProps } from "react";

import { AnswerForm } from "#components/form/answer-form.tsx";
import { BackLink } from "#components/ui/back-link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { FormField } from "#lib/form/form-fields.ts";
import type { Posted } from "#lib/form/json-schema.ts";

type Change = { consequence: string | null; steps: readonly string[]; submitLabel: string };

/** One page of questions of a run's step. */
export function QuestionView({
  action,
  page,
  hidden,
  progress,
  backHref,
  allStepsHref,
  change,
}: {
  action: ComponentProps<typeof AnswerForm>["action"];
  page: {
    id: string;
    title: string | null;
    fields: readonly FormField[];
    values: Posted;
    notes: Readonly<Record<string, string>>;
  };
  hidden: Readonly<Record<string, string>>;
  progress: string;
  backHref: string;
  allStepsHref: string;
  /** Present where the question has an answer: the effect of changing it, and the steps that run again. */
  change: Change | null;
}) {
  return (
    <>
      <BackLink href={backHref} />
      <div className="mt-5">
        <AnswerForm
          key={`${page.id} ${hidden["~revision"]}`}
          action={action}
          fields={page.fields}
          title={page.title ?? undefined}
          values={page.values}
          notes={page.notes}
          hidden={hidden}
          progress={
            <>
              <p className="text-small text-ink-3 mb-2">{progress}</p>
              {change && <ChangeNotice change={change} />}
            </>
          }
          submitLabel={change?.submitLabel ?? "Continue"}
        >
          <span className="flex flex-wrap gap-x-9 gap-y-2 sm:ml-3">
            <Link href="/home">Save and finish later</Link>
            <Link href={allStepsHref}>See all steps</Link>
          </span>
        </AnswerForm>
      </div>
    </>
  );
}

function ChangeNotice({ change: { consequence, steps } }: { change: Change }) {
  if (consequence === null) return null;
  return (
    <Notice className="mb-6">
      <p>{consequence}</p>
      {steps.length > 0 && (
        <p className="text-small text-ink-2 mt-2">Runs again: {steps.join(", ")}.</p>
      )}
    </Notice>
  );
}
