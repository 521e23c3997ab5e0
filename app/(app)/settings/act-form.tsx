"use client";

import { type ReactNode, useActionState } from "react";

import { Button } from "#components/ui/button.tsx";
import { ErrorSummary } from "#components/ui/error-summary.tsx";
import type { ActionResult } from "#lib/http/action.ts";

const nothing = {};

/** A form with one button that does one thing and then leads elsewhere. Shows why it could not, if it could not. */
export function ActForm({
  act,
  fields = nothing,
  look = "secondary",
  children,
}: {
  act: (previous: ActionResult<never> | null, form: FormData) => Promise<ActionResult<never>>;
  fields?: Readonly<Record<string, string>>;
  look?: "secondary" | "danger";
  children: ReactNode;
}) {
  const [result, action, pending] = useActionState(act, null);
  return (
    <form action={action} aria-busy={pending}>
      {result?.ok === false && <ErrorSummary errors={nothing} message={result.problem.message} />}
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Button look={look} aria-disabled={pending}>
        {children}
      </Button>
    </form>
  );
}
