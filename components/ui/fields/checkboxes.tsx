import { Choice } from "./choice.tsx";
import { FieldGroup, fieldId, type FieldText } from "./field.tsx";
import type { Option } from "./select-field.tsx";

/** Any number of choices. */
export function Checkboxes({
  options,
  defaultValue,
  ...text
}: FieldText & { options: readonly Option[]; defaultValue?: readonly string[] | undefined }) {
  return (
    <FieldGroup {...text}>
      {options.map((option, i) => (
        <Choice
          key={option.value}
          kind="checkbox"
          id={i === 0 ? fieldId(text.name) : undefined}
          name={text.name}
          value={option.value}
          checked={defaultValue?.includes(option.value) ?? false}
          hint={option.hint}
        >
          {option.label}
        </Choice>
      ))}
    </FieldGroup>
  );
}
