import { ChevronDown } from "lucide";

import { Icon } from "../icon.tsx";
import { controlState, controlStyle, Field, type FieldText } from "./field.tsx";

export type Option = { value: string; label: string; hint?: string | undefined };

/** A native list of choices, for more than seven. The first line chooses nothing. */
export function SelectField({
  options,
  defaultValue,
  empty = "Select an answer",
  ...text
}: FieldText & {
  options: readonly Option[];
  defaultValue?: string | undefined;
  empty?: string | null;
}) {
  return (
    <Field {...text}>
      <span className="relative block w-full max-w-96">
        <select
          {...controlState(text)}
          name={text.name}
          defaultValue={defaultValue ?? (empty === null ? undefined : "")}
          className={`${controlStyle(text.error)} w-full appearance-none pr-9`}
        >
          {empty !== null && <option value="">{empty}</option>}
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
        <Icon
          of={ChevronDown}
          className="text-ink-2 pointer-events-none absolute top-1/2 right-2.5 -mt-2.5"
        />
      </span>
    </Field>
  );
}
