import type { ReactNode } from "react";

import { Checkboxes } from "#components/ui/fields/checkboxes.tsx";
import { Choice } from "#components/ui/fields/choice.tsx";
import { DateField } from "#components/ui/fields/date-field.tsx";
import type { FieldText } from "#components/ui/fields/field.tsx";
import { FileField } from "#components/ui/fields/file-field.tsx";
import { MoneyField } from "#components/ui/fields/money-field.tsx";
import { NumberField } from "#components/ui/fields/number-field.tsx";
import { Radios } from "#components/ui/fields/radios.tsx";
import { SelectField } from "#components/ui/fields/select-field.tsx";
import { TextAreaField } from "#components/ui/fields/text-area-field.tsx";
import { TextField } from "#components/ui/fields/text-field.tsx";
import { type FieldKind, type FormField, NOT_SURE } from "#lib/form/form-fields.ts";

import { type FormContext, typedText, typedTexts } from "./form-context.ts";
import { PartGroup } from "./part-group.tsx";
import { PercentTable } from "./percent-table.tsx";
import { RowList } from "./row-list.tsx";

export type QuestionProps = {
  field: FormField;
  /** The name it posts under: the field's own, or with the number of its row. */
  name?: string;
  context: FormContext;
  heading?: boolean;
  /** Questions that are asked only with one of this question's choices, by its value. */
  reveal?: Readonly<Record<string, ReactNode>>;
};

/** Draws one question, whatever its kind. */
export function Question({
  field,
  name = field.name,
  context,
  heading = false,
  reveal,
}: QuestionProps) {
  const text: FieldText = {
    name,
    label: field.label,
    hint: field.hint ?? field.description,
    note: context.notes[name],
    error: context.errors[name],
    optional: field.optional,
    heading,
    after: <NotSure field={field} name={name} context={context} />,
  };
  const value = typedText(context, name);
  const Kind = controls[field.kind];
  return <Kind text={text} field={field} context={context} value={value} reveal={reveal} />;
}

/** The box "I'm not sure". Among radios it is one of them instead. */
function NotSure({ field, name, context }: QuestionProps & { name: string }) {
  if (!field.notSure || field.kind === "radios" || field.kind === "yes-no") return null;
  const ticked = typedText(context, `${name}.notSure`) !== undefined;
  return (
    <div className="mt-1.5">
      <Choice kind="checkbox" name={`${name}.notSure`} value="on" checked={ticked}>
        I’m not sure
      </Choice>
    </div>
  );
}

type ControlProps = {
  text: FieldText;
  field: FormField;
  context: FormContext;
  /** What was typed, where it is one text. */
  value: string | undefined;
  reveal: QuestionProps["reveal"];
};

const controls: Record<FieldKind, (props: ControlProps) => ReactNode> = {
  text: ({ text, field, value }) => (
    <TextField {...text} width={widthOf(field)} defaultValue={value} />
  ),
  email: ({ text, value }) => (
    <TextField {...text} type="email" autoComplete="email" defaultValue={value} />
  ),
  textarea: ({ text, value }) => <TextAreaField {...text} defaultValue={value} />,
  lines: ({ text, value }) => <TextAreaField {...text} defaultValue={value} />,
  file: ({ text, value, context }) => (
    <FileField {...text} text={typedText(context, `${text.name}.file`) || value} />
  ),
  number: ({ text, field, value }) => (
    <NumberField {...text} unit={field.unit} defaultValue={value} />
  ),
  money: Money,
  date: ({ text, context }) => <DateField {...text} defaultValue={dateParts(text.name, context)} />,
  "yes-no": RadioChoice,
  radios: RadioChoice,
  select: ({ text, field, value }) => (
    <SelectField {...text} options={field.choices ?? []} defaultValue={value} />
  ),
  checkboxes: ({ text, field, context }) => (
    <Checkboxes
      {...text}
      options={field.choices ?? []}
      defaultValue={typedTexts(context, text.name)}
    />
  ),
  "percent-table": PercentTable,
  group: ({ text, field, context }) => (
    <PartGroup text={text} field={field} ask={askWith(context)} />
  ),
  rows: ({ text, field, context }) => (
    <RowList text={text} field={field} typed={context.typed} ask={askWith(context)} />
  ),
};

function askWith(context: FormContext) {
  return (part: FormField, name: string) => <Question field={part} name={name} context={context} />;
}

function Money({ text, field, context }: ControlProps) {
  return (
    <MoneyField
      {...text}
      amount={typedText(context, `${text.name}.amount`)}
      currency={typedText(context, `${text.name}.currency`)}
      currencies={(field.choices ?? []).map((choice) => choice.value)}
    />
  );
}

function RadioChoice({ text, field, value, reveal }: ControlProps) {
  return (
    <Radios
      {...text}
      options={radioOptions(field)}
      defaultValue={value}
      inline={field.kind === "yes-no" && !reveal}
      {...(reveal && { reveal })}
    />
  );
}

function radioOptions(field: FormField) {
  const answers =
    field.kind === "yes-no"
      ? [
          { value: "yes", label: "Yes" },
          { value: "no", label: "No" },
        ]
      : (field.choices ?? []);
  return field.notSure ? [...answers, { value: NOT_SURE, label: "I’m not sure" }] : answers;
}

function dateParts(name: string, context: FormContext) {
  return {
    day: typedText(context, `${name}.day`) ?? "",
    month: typedText(context, `${name}.month`) ?? "",
    year: typedText(context, `${name}.year`) ?? "",
  };
}

function widthOf(field: FormField): "full" | "half" | "short" {
  if (field.maxLength !== undefined && field.maxLength <= 12) return "short";
  return field.maxLength !== undefined && field.maxLength <= 60 ? "half" : "full";
}
