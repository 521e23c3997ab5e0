import { controlState, controlStyle, Field, type FieldText } from "./field.tsx";

export function TextAreaField({
  defaultValue,
  rows = 5,
  ...text
}: FieldText & { defaultValue?: string | undefined; rows?: number }) {
  return (
    <Field {...text}>
      <textarea
        {...controlState(text)}
        name={text.name}
        rows={rows}
        defaultValue={defaultValue}
        className={`${controlStyle(text.error)} block w-full resize-y leading-6`}
      />
    </Field>
  );
}
