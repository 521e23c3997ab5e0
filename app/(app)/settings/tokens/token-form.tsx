"use client";

import { useActionState, useMemo } from "react";

import { Button } from "#components/ui/button.tsx";
import { ErrorSummary } from "#components/ui/fields/error-summary.tsx";
import { Radios } from "#components/ui/fields/radios.tsx";
import { TextField } from "#components/ui/fields/text-field.tsx";
import { Notice } from "#components/ui/notice.tsx";
import type { ActionResult, Posted } from "#lib/http/action.ts";

type Result = ActionResult<{ name: string; token: string }>;

const scopes = [
  { value: "read", label: "Read", hint: "See your workflows and runs" },
  { value: "write", label: "Read and write", hint: "Also start, answer and cancel runs" },
];

const lives = [
  { value: "30", label: "30 days" },
  { value: "90", label: "90 days" },
  { value: "365", label: "A year" },
];

/** Makes a token and shows it, this once. */
export function TokenForm({
  id,
  act,
}: {
  /** The id of the new token. */
  id: string;
  act: (previous: Result | null, form: FormData) => Promise<Result>;
}) {
  const [result, action, pending] = useActionState(act, null);
  const refused = result?.ok === false ? result : null;
  const errors = useMemo(() => {
    const { tokenName, scope, days } = refused?.problem.fields ?? {};
    return {
      ...(tokenName?.[0] && { tokenName: tokenName[0] }),
      ...(scope?.[0] && { scope: scope[0] }),
      ...(days?.[0] && { days: days[0] }),
    };
  }, [refused]);
  const message = Object.keys(errors).length === 0 ? refused?.problem.message : undefined;
  const posted = refused?.posted ?? {};
  return (
    <>
      <output className="block">
        {result?.ok && (
          <Notice tone="info" className="mb-6">
            <p>The token for {result.value.name} is below. Copy it now: it is not shown again.</p>
            <p className="mt-2 font-mono break-all select-all">{result.value.token}</p>
          </Notice>
        )}
      </output>
      <form action={action} noValidate className="grid gap-6" aria-busy={pending}>
        <input type="hidden" name="~id" value={id} />
        {refused && <ErrorSummary errors={errors} message={message} />}
        <TextField
          name="tokenName"
          label="Name"
          hint="What will use it, such as Laptop script"
          width="half"
          maxLength={80}
          defaultValue={typeof posted["tokenName"] === "string" ? posted["tokenName"] : undefined}
          error={errors.tokenName}
        />
        <Limits posted={posted} errors={errors} />
        <div>
          <Button look="primary" aria-disabled={pending}>
            Make token
          </Button>
        </div>
      </form>
    </>
  );
}

function Limits({ posted, errors }: { posted: Posted; errors: { scope?: string; days?: string } }) {
  return (
    <>
      <Radios
        name="scope"
        label="What may it do?"
        options={scopes}
        defaultValue={typeof posted["scope"] === "string" ? posted["scope"] : "read"}
        error={errors.scope}
      />
      <Radios
        name="days"
        label="How long does it work?"
        inline
        options={lives}
        defaultValue={typeof posted["days"] === "string" ? posted["days"] : "90"}
        error={errors.days}
      />
    </>
  );
}
