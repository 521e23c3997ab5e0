"use client";

import { type ReactNode, useActionState } from "react";

import type { Action } from "#components/form/action-form.tsx";
import { ErrorSummary } from "#components/ui/fields/error-summary.tsx";
import { fieldId } from "#components/ui/fields/field.tsx";
import { Radios } from "#components/ui/fields/radios.tsx";
import { SelectField } from "#components/ui/fields/select-field.tsx";
import type { Problem } from "#lib/errors.ts";
import type { Question } from "#lib/portfolio/import/reading/reading.ts";

const most = 7;

/**
 * The page that shows what was read, as one form: the questions that are open, then what was read, then the choices. It
 * works without JavaScript; what was chosen stays when it comes back with a problem.
 */
export function ImportForm({
  act,
  hidden,
  head,
  questions,
  children,
}: {
  act: Action;
  hidden: Readonly<Record<string, string>>;
  head: ReactNode;
  questions: readonly Question[];
  children: ReactNode;
}) {
  const [result, action, pending] = useActionState(act, null);
  const problem = result?.ok === false ? result.problem : null;
  const errors = errorsOf(problem);
  const named = Object.keys(errors).length > 0;
  return (
    <form
      action={action}
      noValidate
      aria-busy={pending}
      onSubmit={(event) => {
        if (pending) event.preventDefault();
      }}
    >
      {problem && (
        <div className="max-w-step">
          <ErrorSummary errors={errors} message={named ? undefined : problem.message} />
        </div>
      )}
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {head}
      {questions.map((question) => (
        <OpenQuestion key={question.name} question={question} error={errors[question.name]} />
      ))}
      {children}
    </form>
  );
}

function errorsOf(problem: Problem | null): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const [name, sentences] of Object.entries(problem?.fields ?? {})) {
    if (sentences?.[0] !== undefined) errors[name] = sentences[0];
  }
  return errors;
}

/** A question that the file leaves open. Nothing is chosen for the person. */
function OpenQuestion({ question, error }: { question: Question; error: string | undefined }) {
  const { name, question: label, hint, options } = question;
  const text = {
    name,
    hint,
    error,
    label: <span className="text-lead font-semibold">{label}</span>,
  };
  return (
    <div className="rounded-card border-line border-l-warn bg-surface max-w-step mt-8 border border-l-4 p-6">
      {name === "columns" ? (
        <>
          <h2 className="text-lead font-sans font-semibold tracking-normal">{label}</h2>
          <p className="text-small text-ink-3 mt-0.5">{hint}</p>
          <p className="mt-2">
            <a id={fieldId(name)} href="#headings">
              Say what the columns hold
            </a>
          </p>
        </>
      ) : options.length > most ? (
        <SelectField {...text} options={options} />
      ) : (
        <Radios {...text} options={options} />
      )}
    </div>
  );
}
