"use client";

import { type ReactNode, useActionState } from "react";

import { Button } from "#components/ui/button.tsx";
import { ErrorSummary } from "#components/ui/error-summary.tsx";
import type { ActionResult } from "#lib/http/action.ts";

export type Act = (
  previous: ActionResult<unknown> | null,
  form: FormData,
) => Promise<ActionResult<unknown>>;

const nothing = {};

/** One button that does one thing and then leads elsewhere; says why not when it could not. */
export function ActForm({
  act,
  hidden = nothing,
  look = "secondary",
  size = "normal",
  label,
  children,
}: {
  act: Act;
  hidden?: Readonly<Record<string, string>>;
  look?: "primary" | "secondary" | "quiet" | "danger";
  size?: "normal" | "small";
  /** On the button: the act itself. */
  label: ReactNode;
  /** Fields of the form, over the button. */
  children?: ReactNode;
}) {
  const [result, action, pending] = useActionState(act, null);
  return (
    <form
      action={action}
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
