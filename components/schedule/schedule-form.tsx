"use client";

import { useActionState, useMemo } from "react";

import type { Act } from "#components/run/act-form.tsx";
import { Button } from "#components/ui/button.tsx";
import { ErrorSummary } from "#components/ui/error-summary.tsx";
import { Radios } from "#components/ui/radios.tsx";
import { type Option, SelectField } from "#components/ui/select-field.tsx";
import { TextField } from "#components/ui/text-field.tsx";

import { plainRules } from "./schedule-words.ts";

const hows = [
  ...plainRules.map(({ how, label, hint }) => ({ value: how, label, hint })),
  { value: "rule", label: "By a rule of your own" },
];

type Refused = Extract<Awaited<ReturnType<Act>>, { ok: false }> | null;

function errorsOf(refused: Refused) {
  const { how, cron, timeZone } = refused?.problem.fields ?? {};
  return {
    ...(how?.[0] && { how: how[0] }),
    ...(cron?.[0] && { cron: cron[0] }),
    ...(timeZone?.[0] && { timeZone: timeZone[0] }),
  };
}

function RuleField({ typed, error }: { typed: string | undefined; error: string | undefined }) {
  return (
    <TextField
      name="cron"
      label="Rule"
      hint="Cron with five parts: minute, hour, day, month, day of the week, such as 30 6 * * 1-5"
      width="half"
      maxLength={100}
      defaultValue={typed}
      error={error}
    />
  );
}

/** When runs are to start: in words, or by a cron rule, on the clocks of a place. */
export function ScheduleForm({
  act,
  hidden,
  zones,
  zone,
  submitLabel,
}: {
  act: Act;
  hidden: Readonly<Record<string, string>>;
  zones: readonly Option[];
  /** The one that is chosen at first. */
  zone: string;
  submitLabel: string;
}) {
  const [result, action, pending] = useActionState(act, null);
  const refused = result?.ok === false ? result : null;
  const errors = useMemo(() => errorsOf(refused), [refused]);
  const message = Object.keys(errors).length === 0 ? refused?.problem.message : undefined;
  const typed = (name: string) => {
    const value = refused?.posted[name];
    return typeof value === "string" ? value : undefined;
  };
  return (
    <form action={action} noValidate className="grid gap-8" aria-busy={pending}>
      {refused && <ErrorSummary errors={errors} message={message} />}
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <Radios
        name="how"
        label="How often?"
        options={hows}
        reveal={{ rule: <RuleField typed={typed("cron")} error={errors.cron} /> }}
        defaultValue={typed("how")}
        error={errors.how}
      />
      <SelectField
        name="timeZone"
        label="Time zone"
        hint="Runs start by the clocks of this place, in summer and in winter"
        options={zones}
        empty={null}
        defaultValue={typed("timeZone") ?? zone}
        error={errors.timeZone}
      />
      <div>
        <Button look="primary" aria-disabled={pending}>
          {submitLabel}
        </Button>
      </div>
    </form>
  );
}
