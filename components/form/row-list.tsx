import { type ReactNode, useState } from "react";

import { Button } from "#components/ui/button.tsx";
import { FieldGroup, fieldId, type FieldText } from "#components/ui/fields/field.tsx";
import { Hidden } from "#components/ui/hidden.tsx";
import type { FormField } from "#lib/form/form-fields.ts";
import type { Posted } from "#lib/form/json-schema.ts";

import { ADD_ROW, REMOVE_ROW, rowNumbers } from "./rows.ts";

/**
 * A list of items with the same questions each. Rows are added and removed in place, or by posting without JavaScript.
 */
export function RowList({
  text,
  field,
  typed,
  ask,
}: {
  text: FieldText;
  field: FormField;
  typed: Posted;
  ask: (part: FormField, name: string) => ReactNode;
}) {
  const [rows, setRows] = useState(() => rowNumbers(typed, field.name));

  function add(event: React.MouseEvent) {
    event.preventDefault();
    const row = Math.max(-1, ...rows) + 1;
    setRows([...rows, row]);
    const first = fieldId(`${field.name}.${row}.${field.parts?.[0]?.name ?? ""}`);
    requestAnimationFrame(() => document.getElementById(first)?.focus());
  }

  return (
    <FieldGroup {...text}>
      <ol id={fieldId(field.name)} tabIndex={-1} className="border-line border-t">
        {rows.map((row, i) => (
          <li key={row} className="border-line border-b py-4">
            <fieldset>
              <legend className="sr-only">Row {i + 1}</legend>
              <div className="flex flex-wrap items-end gap-x-4 gap-y-3">
                {(field.parts ?? []).map((part) => (
                  <div key={part.name}>{ask(part, `${field.name}.${row}.${part.name}`)}</div>
                ))}
                {rows.length > 1 && (
                  <Button
                    look="quiet"
                    name={REMOVE_ROW}
                    value={`${field.name}.${row}`}
                    onClick={(event) => {
                      event.preventDefault();
                      setRows(rows.filter((other) => other !== row));
                    }}
                  >
                    Remove<Hidden> row {i + 1}</Hidden>
                  </Button>
                )}
              </div>
            </fieldset>
          </li>
        ))}
      </ol>
      <Button size="small" className="mt-4" name={ADD_ROW} value={field.name} onClick={add}>
        Add another
      </Button>
    </FieldGroup>
  );
}
