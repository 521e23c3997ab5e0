import type { ComponentProps } from "react";

import { controlState, controlStyle, Field, type FieldText } from "./field.tsx";

type Props = FieldText & {
  defaultValue?: string | undefined;
  type?: "text" | "email" | "password" | "search" | "tel" | "url";
  autoComplete?: string;
  inputMode?: ComponentProps<"input">["inputMode"];
  maxLength?: number;
  /** About as wide as what is typed into it. */
  width?: "full" | "half" | "short";
};

const widths = { full: "w-full", half: "w-full max-w-80", short: "w-32" };

export function TextField({
  defaultValue,
  type = "text",
  autoComplete = "off",
  inputMode,
  maxLength,
  width = "full",
  ...text
}: Props) {
  return (
    <Field {...text}>
      <input
        {...controlState(text)}
        name={text.name}
        type={type}
        defaultValue={defaultValue}
        autoComplete={autoComplete}
        inputMode={inputMode}
        maxLength={maxLength}
        spellCheck={type === "text" ? undefined : false}
        className={`${controlStyle(text.error)} ${widths[width]}`}
      />
    </Field>
  );
}
