import { controlStyle, controlState, Field, fieldId, type FieldText } from "./field.tsx";

/**
 * A text file, or its lines pasted. After a problem the lines are there to be corrected in place, because a browser
 * never keeps the chosen file.
 */
export function FileField({
  accept = ".csv,text/csv,text/plain",
  text: lines = "",
  ...text
}: FieldText & { accept?: string; text?: string | undefined }) {
  const pasted = fieldId(`${text.name}.pasted`);
  return (
    <Field {...text}>
      <input
        {...controlState(text)}
        type="file"
        name={`${text.name}.file`}
        accept={accept}
        className="file:rounded-control file:border-control file:bg-surface file:text-ink block min-h-11 max-w-full file:mr-4 file:min-h-11 file:cursor-pointer file:border file:px-4 file:font-semibold"
      />
      <details open={lines !== ""} className="mt-4">
        <summary className="text-accent min-h-7 w-max">Paste the lines instead</summary>
        <label htmlFor={pasted} className="sr-only">
          Lines of the file
        </label>
        <textarea
          id={pasted}
          name={text.name}
          rows={8}
          defaultValue={lines}
          spellCheck={false}
          className={`${controlStyle(text.error)} text-small mt-2 block w-full font-mono whitespace-pre`}
        />
      </details>
    </Field>
  );
}
