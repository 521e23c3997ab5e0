import { controlState, controlStyle, Field, type FieldText } from "./field.tsx";

const fewestRows = 5;
const mostRows = 20;
const charactersInARow = 80;

export function TextAreaField({
  defaultValue,
  ...text
}: FieldText & { defaultValue?: string | undefined }) {
  return (
    <Field {...text}>
      <textarea
        {...controlState(text)}
        name={text.name}
        rows={rowsFor(defaultValue)}
        defaultValue={defaultValue}
        className={`${controlStyle(text.error)} block w-full resize-y leading-6`}
      />
    </Field>
  );
}

/** As many rows as the text fills at full width, so that a whole explanation is seen while it is edited. */
function rowsFor(value = ""): number {
  const lines = value.split("\n").map((line) => Math.ceil(line.length / charactersInARow) || 1);
  const filled = lines.reduce((sum, rows) => sum + rows, 0);
  return Math.max(fewestRows, Math.min(mostRows, filled + 1));
}
