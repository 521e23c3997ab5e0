"use client";

import { type ReactNode, useActionState } from "react";

import { Button } from "#components/ui/button.tsx";
import { ErrorSummary } from "#components/ui/fields/error-summary.tsx";
import type { ActionResult } from "#lib/http/action.ts";

export type Action = (
  previous: ActionResult<unknown> | null,
  form: FormData,
) => Promise<ActionResult<unknown>>;

const nothing = {};

/** A form with one button that does one thing and then leads elsewhere. Shows why it could not, if it could not. */
export function ActionForm({
  action,
  hidden = nothing,
  look = "secondary",
  size = "normal",
  label,
  children,
}: {
  action: Action;
  hidden?: Readonly<Record<string, string>>;
  look?: "primary" | "secondary" | "quiet" | "danger";
  size?: "normal" | "small";
  /** The text of the button: the action itself. */
  label: ReactNode;
  /** Fields of the form, above the button. */
  children?: ReactNode;
}) {
  const [result, submit, pending] = useActionState(action, null);
  return (
    <form
      action={submit}
      noValidate
      aria-busy={pending}
      onSubmit={(event) => {
        if (pending) event.preventDefault();
      }}
    >
      {result?.ok === false && <ErrorSummary errors={nothing} message={result.problem.message} />}
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
      <Button look={look} size={size} aria-disabled={pending}>
        {label}
      </Button>
    </form>
  );
}
