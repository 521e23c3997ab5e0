"use client";

import { type ReactNode, useActionState, useMemo } from "react";

import { Acts, Button } from "#components/ui/button.tsx";
import { ErrorSummary } from "#components/ui/fields/error-summary.tsx";
import { TextField } from "#components/ui/fields/text-field.tsx";
import type { ActionResult } from "#lib/http/action.ts";

type Result = ActionResult<never>;
type Act = (previous: Result | null, form: FormData) => Promise<Result>;

/** One field of the form. `as` tells password managers what it is. */
type Asked = {
  name: "name" | "email" | "password" | "code";
  label: string;
  as: string;
  hint?: string;
  optional?: boolean;
};

const nothing = {};

/** Asks for what a way in needs, and says what is wrong with it. Passwords are typed anew. */
export function EntryForm({
  act,
  next,
  fields,
  hidden = nothing,
  submit,
}: {
  act: Act;
  next: string;
  fields: readonly Asked[];
  /** What goes along unseen. */
  hidden?: Readonly<Record<string, string>>;
  submit: string;
}) {
  const [result, action, pending] = useActionState(act, null);
  const refused = result?.ok === false ? result : null;
  const errors = useMemo(() => firstMessages(refused?.problem.fields), [refused]);
  const message = Object.keys(errors).length === 0 ? refused?.problem.message : undefined;
  return (
    <form action={action} noValidate className="grid gap-6" aria-busy={pending}>
      {refused && <ErrorSummary errors={errors} message={message} />}
      <input type="hidden" name="next" value={next} />
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {fields.map(({ name, label, as, hint, optional }) => (
        <TextField
          key={name}
          name={name}
          label={label}
          hint={hint}
          optional={optional}
          type={name === "email" || name === "password" ? name : "text"}
          autoComplete={as}
          defaultValue={typed(refused?.posted[name])}
          error={errors[name]}
        />
      ))}
      <Acts className="!mt-0">
        <Button look="primary" aria-disabled={pending}>
          {submit}
        </Button>
      </Acts>
    </form>
  );
}

/** Continues without an account. Says why not when it cannot. */
export function GuestForm({
  act,
  next,
  children,
}: {
  act: Act;
  next: string;
  children: ReactNode;
}) {
  const [result, action, pending] = useActionState(act, null);
  return (
    <form action={action} aria-busy={pending}>
      {result?.ok === false && <ErrorSummary errors={{}} message={result.problem.message} />}
      <input type="hidden" name="next" value={next} />
      <Button className="w-full" aria-disabled={pending}>
        {children}
      </Button>
    </form>
  );
}

function firstMessages(fields: Record<string, string[] | undefined> = {}): Record<string, string> {
  const messages: Record<string, string> = {};
  for (const [name, [first] = [undefined]] of Object.entries(fields)) {
    if (first) messages[name] = first;
  }
  return messages;
}

function typed(posted: string | string[] | undefined): string | undefined {
  return typeof posted === "string" ? posted : undefined;
}
