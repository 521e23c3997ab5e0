import { describedBy, FieldGroup, fieldId, type FieldText } from "#components/ui/fields/field.tsx";
import { UnitBox } from "#components/ui/fields/number-field.tsx";
import { Hidden } from "#components/ui/hidden.tsx";
import type { FormField } from "#lib/form/form-fields.ts";

import { type FormContext, typedText } from "./form-context.ts";

/** Percentages that must total 100: a box per line. */
export function PercentTable({
  text,
  field,
  context,
}: {
  text: FieldText;
  field: FormField;
  context: FormContext;
}) {
  return (
    <FieldGroup {...text}>
      <table id={fieldId(field.name)} tabIndex={-1} className="max-w-guided w-full">
        <thead>
          <tr className="border-control text-meta text-ink-3 border-b">
            <th scope="col" className="py-2 text-left font-semibold">
              <Hidden>Part</Hidden>
            </th>
            <th scope="col" className="py-2 text-right font-semibold">
              Share
            </th>
          </tr>
        </thead>
        <tbody>
          {(field.parts ?? []).map((part) => (
            <PercentLine
              key={part.name}
              part={part}
              value={typedText(context, part.name)}
              error={context.errors[part.name]}
            />
          ))}
        </tbody>
        <tfoot>
          <tr className="font-semibold">
            <th scope="row" className="py-2.5 text-left">
              They must total
            </th>
            <td className="py-2.5 text-right">100%</td>
          </tr>
        </tfoot>
      </table>
    </FieldGroup>
  );
}

function PercentLine({
  part,
  value,
  error,
}: {
  part: FormField;
  value: string | undefined;
  error: string | undefined;
}) {
  const id = fieldId(part.name);
  const text = { name: part.name, label: part.label, error };
  return (
    <tr className="border-line border-b">
      <th scope="row" className="py-2 pr-4 text-left font-normal">
        <label htmlFor={id}>{part.label}</label>
        {error && (
          <p id={`${id}-error`} className="text-small text-danger font-semibold">
            <Hidden>Error: </Hidden>
            {error}
          </p>
        )}
      </th>
      {/* oxlint-disable-next-line jsx-a11y/control-has-associated-label -- its label is in the row header */}
      <td className="py-2">
        <div className="flex justify-end">
          <UnitBox unit="%" error={error} dense>
            <input
              id={id}
              name={part.name}
              inputMode="decimal"
              autoComplete="off"
              defaultValue={value}
              aria-describedby={describedBy(text)}
              aria-invalid={error ? true : undefined}
              className="w-20 bg-transparent px-3 py-1.5 text-right focus-visible:outline-none"
            />
          </UnitBox>
        </div>
      </td>
    </tr>
  );
}
