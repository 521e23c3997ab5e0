import { controlStyle, FieldGroup, fieldId, type FieldText } from "./field.tsx";

const parts = [
  { part: "day", label: "Day", width: "w-16" },
  { part: "month", label: "Month", width: "w-16" },
  { part: "year", label: "Year", width: "w-24" },
] as const;

export type DateParts = { day?: string; month?: string; year?: string };

/** A date people know by heart, in three boxes. */
export function DateField({
  defaultValue,
  ...text
}: FieldText & { defaultValue?: DateParts | undefined }) {
  return (
    <FieldGroup {...text}>
      <div className="flex flex-wrap gap-4">
        {parts.map(({ part, label, width }) => {
          const id = part === "day" ? fieldId(text.name) : fieldId(`${text.name}.${part}`);
          return (
            <div key={part}>
              <label htmlFor={id} className="text-small mb-1.5 block">
                {label}
              </label>
              <input
                id={id}
                name={`${text.name}.${part}`}
                inputMode="numeric"
                autoComplete="off"
                defaultValue={defaultValue?.[part]}
                aria-invalid={text.error ? true : undefined}
                className={`${controlStyle(text.error)} ${width}`}
              />
            </div>
          );
        })}
      </div>
    </FieldGroup>
  );
}
