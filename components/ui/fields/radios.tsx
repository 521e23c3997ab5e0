import type { ReactNode } from "react";

import { Choice } from "./choice.tsx";
import { FieldGroup, fieldId, type FieldText } from "./field.tsx";
import type { Option } from "./select-field.tsx";

/** Up to seven choices, all visible. `reveal` is asked only with one of them, right under it. */
export function Radios({
  options,
  defaultValue,
  inline = false,
  reveal,
  ...text
}: FieldText & {
  options: readonly Option[];
  defaultValue?: string | undefined;
  inline?: boolean;
  reveal?: Readonly<Record<string, ReactNode>>;
}) {
  return (
    <FieldGroup {...text}>
      <div className={inline ? "flex flex-wrap gap-x-6" : undefined}>
        {options.map((option, i) => (
          <Choice
            key={option.value}
            kind="radio"
            id={i === 0 ? fieldId(text.name) : undefined}
            name={text.name}
            value={option.value}
            checked={option.value === defaultValue}
            hint={option.hint}
            reveal={reveal?.[option.value]}
          >
            {option.label}
          </Choice>
        ))}
      </div>
    </FieldGroup>
  );
}
