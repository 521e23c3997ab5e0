"use client";

import { type ReactNode, useActionState, useMemo } from "react";

import { Acts, Button } from "#components/ui/button.tsx";
import { ErrorSummary } from "#components/ui/fields/error-summary.tsx";
import type { FormField } from "#lib/form/form-fields.ts";
import type { Posted } from "#lib/form/json-schema.ts";
import type { ActionResult } from "#lib/http/action.ts";

import type { FormContext } from "./form-context.ts";
import { QuestionList } from "./question-list.tsx";
import { ADD_ROW, REMOVE_ROW } from "./rows.ts";

type Result = ActionResult<unknown>;

type Props = {
  action: (previous: Result | null, form: FormData) => Promise<Result>;
  fields: readonly FormField[];
  /** The heading of a page with several questions; a single question is the heading itself. */
  title?: string | undefined;
  /** The known answers, as they would have been typed. */
  values?: Posted;
  notes?: Readonly<Record<string, string>>;
  /** Hidden fields: revision, idempotency key. */
  hidden?: Readonly<Record<string, string>>;
  /** Above the heading and under the error summary: "Build a portfolio, step 4 of about 7". */
  progress?: ReactNode;
  submitLabel?: string;
  /** Links beside the button: "Save and finish later". */
  children?: ReactNode;
};

const NOTHING: Readonly<Record<string, string>> = {};

/**
 * A page of questions with its button. Without JavaScript it posts to the same action and comes back with the same
 * sentences. Either way what was typed is kept, and focus goes to the summary of the problems.
 */
export function AnswerForm(props: Props) {
  const { fields, title, values, notes = NOTHING, hidden = NOTHING, submitLabel } = props;
  const [result, formAction, pending] = useActionState(props.action, null);
  const problem = useMemo(() => problemOf(result), [result]);
  const typed = result?.ok === false ? result.posted : (values ?? {});
  const context: FormContext = { typed, errors: problem?.errors ?? NOTHING, notes };

  return (
    <form
      action={formAction}
      noValidate
      aria-busy={pending}
      onSubmit={(event) => {
        if (pending) event.preventDefault();
      }}
    >
      {problem && <ErrorSummary errors={problem.errors} message={problem.message} />}
      {props.progress}
      {Object.entries(hidden).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {title && fields.length > 1 && (
        <h1 tabIndex={-1} className="mb-6">
          {title}
        </h1>
      )}
      {/* React resets a form after its action, and select boxes to no choice. So a new attempt gets new fields. */}
      <QuestionList key={JSON.stringify(typed)} fields={fields} context={context} />
      <Acts>
        <Button look="primary" aria-disabled={pending}>
          {submitLabel ?? "Continue"}
        </Button>
        {props.children && (
          <div className="flex flex-wrap gap-x-6 gap-y-2 sm:ml-3">{props.children}</div>
        )}
      </Acts>
    </form>
  );
}

type Shown = { errors: Readonly<Record<string, string>>; message: string | undefined };

/** The message after an attempt. Adding or removing a row is no attempt. */
function problemOf(result: Result | null): Shown | null {
  if (!result || result.ok) return null;
  if (ADD_ROW in result.posted || REMOVE_ROW in result.posted) return null;
  const errors: Record<string, string> = {};
  for (const [name, sentences] of Object.entries(result.problem.fields ?? {})) {
    if (sentences?.[0] !== undefined) errors[name] = sentences[0];
  }
  const named = Object.keys(errors).length > 0;
  return { errors, message: named ? undefined : result.problem.message };
}
