import type { ReactNode } from "react";

import { Hidden } from "../hidden.tsx";

/** The common properties of all fields. */
export type FieldText = {
  name: string;
  label: ReactNode;
  /** One sentence, no full stop. */
  hint?: string | undefined;
  /** The origin of a prefilled answer. */
  note?: string | undefined;
  error?: string | undefined;
  optional?: boolean | undefined;
  /** The label is the page's heading: one question per page. */
  heading?: boolean | undefined;
  /** Another way to answer, under the control: "I'm not sure". */
  after?: ReactNode;
};

/** The id of a field's first control, which its error in the summary links to. */
export function fieldId(name: string): string {
  return `field-${name.replaceAll(/[^\w-]+/g, "-")}`;
}

/** The ids of the sentences that belong to a field, as far as these exist. */
export function describedBy({ name, hint, note, error }: FieldText): string | undefined {
  const id = fieldId(name);
  const ids = [hint && `${id}-hint`, note && `${id}-note`, error && `${id}-error`];
  return ids.filter(Boolean).join(" ") || undefined;
}

/** A field with one control: label, hint, error, then the control. */
export function Field({ children, ...text }: FieldText & { children: ReactNode }) {
  const label = (
    <label htmlFor={fieldId(text.name)} className={text.heading ? undefined : "font-semibold"}>
      {text.label}
      <OptionalMark {...text} />
    </label>
  );
  return (
    <div className={frame(text)}>
      {text.heading ? <h1 tabIndex={-1}>{label}</h1> : label}
      <Sentences {...text} />
      <div className={text.heading ? "mt-4" : "mt-1.5"}>{children}</div>
      {text.after}
    </div>
  );
}

/** A field with several controls: the label is their legend, and errors belong to the group. */
export function FieldGroup({ children, ...text }: FieldText & { children: ReactNode }) {
  const label = (
    <>
      {text.label}
      <OptionalMark {...text} />
    </>
  );
  return (
    <div className={frame(text)}>
      <fieldset className="min-w-0" aria-describedby={describedBy(text)}>
        <legend className={text.heading ? undefined : "font-semibold"}>
          {text.heading ? <h1 tabIndex={-1}>{label}</h1> : label}
        </legend>
        <Sentences {...text} />
        <div className={text.heading ? "mt-3" : "mt-1.5"}>{children}</div>
        {text.after}
      </fieldset>
    </div>
  );
}

function frame({ error }: FieldText): string {
  return error ? "min-w-0 border-l-4 border-danger pl-4" : "min-w-0";
}

function OptionalMark({ optional }: FieldText) {
  return optional ? <span className="font-normal"> (optional)</span> : null;
}

function Sentences({ name, hint, note, error, heading }: FieldText) {
  const id = fieldId(name);
  return (
    <>
      {hint && (
        <p
          id={`${id}-hint`}
          className={heading ? "text-ink-3 mt-2" : "text-small text-ink-3 mt-0.5"}
        >
          {hint}
        </p>
      )}
      {note && (
        <p id={`${id}-note`} className="text-small text-ink-2 mt-1">
          {note}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="text-danger mt-2 mb-3 font-semibold">
          <Hidden>Error: </Hidden>
          {error}
        </p>
      )}
    </>
  );
}

/** The look of every text control. */
export function controlStyle(error: string | undefined): string {
  const border = error ? "border-2 border-danger" : "border border-control";
  return `min-h-11 rounded-control bg-surface px-3 py-2 text-ink focus-visible:border-accent focus-visible:outline-offset-0 ${border}`;
}

/** The attributes that describe a text control to assistive technology. */
export function controlState(text: FieldText) {
  return {
    id: fieldId(text.name),
    "aria-describedby": describedBy(text),
    "aria-invalid": text.error ? (true as const) : undefined,
  };
}
