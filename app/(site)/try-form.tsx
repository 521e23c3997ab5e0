"use client";

import { type ReactNode, useActionState } from "react";

import { Button } from "#components/ui/button.tsx";
import { ErrorSummary } from "#components/ui/fields/error-summary.tsx";
import type { ActionResult } from "#lib/http/action.ts";

type Result = ActionResult<never>;

const NONE = {};

/** The form to start without an account, with the other ways beside it. */
export function TryForm({
  action,
  children,
}: {
  action: (previous: Result | null, form: FormData) => Promise<Result>;
  children: ReactNode;
}) {
  const [result, formAction, pending] = useActionState(action, null);
  return (
    <form action={formAction} aria-busy={pending} className="mt-8">
      {result?.ok === false && <ErrorSummary errors={NONE} message={result.problem.message} />}
      <div className="flex flex-wrap gap-3">
        <Button look="primary" aria-disabled={pending}>
          Try without an account
        </Button>
        {children}
      </div>
    </form>
  );
}
