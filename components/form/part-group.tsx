import type { ReactNode } from "react";

import { FieldGroup, fieldId, type FieldText } from "#components/ui/fields/field.tsx";
import type { FormField } from "#lib/form/form-fields.ts";

/** Questions that make up one answer. */
export function PartGroup({
  text,
  field,
  ask,
}: {
  text: FieldText;
  field: FormField;
  ask: (part: FormField, name: string) => ReactNode;
}) {
  return (
    <FieldGroup {...text}>
      <div id={fieldId(text.name)} tabIndex={-1} className="space-y-6">
        {(field.parts ?? []).map((part) => (
          <div key={part.name}>{ask(part, part.name)}</div>
        ))}
      </div>
    </FieldGroup>
  );
}
