"use client";

import { type ReactNode, type Ref, useActionState, useEffect, useRef } from "react";

import { Button } from "#components/ui/button.tsx";
import { ErrorSummary } from "#components/ui/fields/error-summary.tsx";
import { SelectField, type Option } from "#components/ui/fields/select-field.tsx";
import { TextAreaField } from "#components/ui/fields/text-area-field.tsx";
import { TextField } from "#components/ui/fields/text-field.tsx";
import type { ActionResult, Posted } from "#lib/http/action.ts";
import type { Proposal } from "#lib/runtime/adapt/proposal.ts";

import { ChangeCheck } from "./change-check.tsx";

/** A change whose effects were computed, with the typed values, because forms are reset after an action. */
export type Checked = { proposal: Proposal; posted: Posted };

type Change = (
  previous: ActionResult<Checked> | null,
  form: FormData,
) => Promise<ActionResult<Checked>>;

export type ChangeField = {
  name: string;
  label: string;
  hint?: string;
  value: string;
  kind: "line" | "text" | readonly Option[];
};

/**
 * Fields that describe a change, and under them its effects, once they were computed. One action does both. So without
 * JavaScript the page also says why a change was not made, with what was typed.
 */
export function ChangeForm({
  hidden,
  fields,
  change,
}: {
  hidden: Readonly<Record<string, string>>;
  fields: readonly ChangeField[];
  /** Computes the effects of the change. With the revision at which they were checked, it makes the change. */
  change: Change;
}) {
  const [result, action, pending] = useActionState(change, null);
  const problem = result?.ok === false ? result.problem : null;
  const checked = result?.ok ? result.value : null;
  const posted = checked?.posted ?? (result?.ok === false ? result.posted : {});
  const heading = useRef<HTMLHeadingElement>(null);
  // Whenever effects were computed, because that is what the person asked for.
  useEffect(() => {
    if (checked) heading.current?.focus();
  }, [checked]);
  const errors = errorsOf(problem?.fields);
  const message = Object.keys(errors).length === 0 ? problem?.message : undefined;
  return (
    <>
      {problem && <ErrorSummary errors={errors} message={message} />}
      <form action={action} noValidate aria-busy={pending} className="grid gap-6">
        <HiddenFields values={hidden} />
        {fields.map((field) => (
          <FieldOf
            key={`${field.name} ${textOf(posted[field.name])}`}
            field={field}
            value={posted[field.name]}
            error={errors[field.name]}
          />
        ))}
        <div>
          <Button look={checked ? "secondary" : "primary"} aria-disabled={pending}>
            Check this change
          </Button>
        </div>
      </form>
      {checked && (
        <CheckedChange proposal={checked.proposal} heading={heading}>
          <form action={action} aria-busy={pending}>
            <HiddenFields values={hidden} />
            <HiddenFields values={checked.posted} />
            <HiddenFields values={{ "~revision": String(checked.proposal.revision) }} />
            <Button look="primary" aria-disabled={pending}>
              Make this change
            </Button>
          </form>
        </CheckedChange>
      )}
    </>
  );
}

function HiddenFields({ values }: { values: Posted }) {
  return Object.entries(values).map(([name, value]) => (
    <input key={name} type="hidden" name={name} value={textOf(value)} />
  ));
}

function CheckedChange({
  proposal,
  heading,
  children,
}: {
  proposal: Proposal;
  heading: Ref<HTMLHeadingElement>;
  children: ReactNode;
}) {
  return (
    <section className="mt-10" aria-labelledby="checked-change">
      <h2 id="checked-change" ref={heading} tabIndex={-1}>
        What this changes
      </h2>
      <ChangeCheck proposal={proposal}>{children}</ChangeCheck>
    </section>
  );
}

function FieldOf({
  field: { name, label, hint, kind, value: before },
  value = before,
  error,
}: {
  field: ChangeField;
  value?: string | string[] | undefined;
  error?: string | undefined;
}) {
  const text = { name, label, ...(hint !== undefined && { hint }), error };
  const defaultValue = textOf(value);
  if (kind === "line") return <TextField {...text} defaultValue={defaultValue} />;
  if (kind === "text") return <TextAreaField {...text} defaultValue={defaultValue} />;
  return <SelectField {...text} options={kind} empty={null} defaultValue={defaultValue} />;
}

function textOf(value: string | string[] | undefined): string {
  return [value ?? ""].flat().join(", ");
}

function errorsOf(fields: Record<string, string[] | undefined> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, sentences]) => {
      const sentence = sentences?.[0];
      return sentence === undefined ? [] : [[name, sentence]];
    }),
  );
}
