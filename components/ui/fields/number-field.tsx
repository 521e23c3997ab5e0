import { controlState, Field, type FieldText } from "./field.tsx";

/**
 * A number with its unit. It is a text box on purpose: a number box drops what it cannot read, changes on scrolling,
 * and hides what people typed.
 */
export function NumberField({
  defaultValue,
  unit,
  unitFirst = false,
  wide = false,
  inputName,
  ...text
}: FieldText & {
  defaultValue?: string | undefined;
  unit?: string | undefined;
  /** "$" comes before the number, "years" after it. */
  unitFirst?: boolean;
  wide?: boolean;
  /** The name the control posts under, where it is a part of the field. */
  inputName?: string;
}) {
  return (
    <Field {...text}>
      <UnitBox unit={unit} unitFirst={unitFirst} error={text.error}>
        <input
          {...controlState(text)}
          name={inputName ?? text.name}
          inputMode="decimal"
          autoComplete="off"
          defaultValue={defaultValue}
          className={inputStyle(wide, unitFirst)}
        />
      </UnitBox>
    </Field>
  );
}

/** The frame of a number and its unit, drawn as one control. */
export function UnitBox({
  unit,
  unitFirst = false,
  error,
  dense = false,
  children,
}: {
  unit?: string | undefined;
  unitFirst?: boolean;
  error?: string | undefined;
  dense?: boolean;
  children: React.ReactNode;
}) {
  const border = error ? "border-2 border-danger" : "border border-control";
  const side = unitFirst ? "order-first border-r" : "border-l";
  return (
    <div
      className={`rounded-control bg-surface focus-within:border-accent has-[:focus-visible]:outline-accent flex min-h-11 w-max max-w-full items-stretch overflow-hidden has-[:focus-visible]:outline-3 ${border}`}
    >
      {children}
      {unit && (
        <span
          className={`bg-sunken text-ink-2 flex items-center border-inherit ${side} ${dense ? "text-small px-2.5" : "px-4"}`}
        >
          {unit}
        </span>
      )}
    </div>
  );
}

function inputStyle(wide: boolean, unitFirst: boolean): string {
  const width = wide ? "w-44" : "w-24";
  const side = unitFirst ? "text-left" : "text-right";
  return `min-w-0 bg-transparent px-3 py-[7px] text-lead focus-visible:outline-none ${width} ${side}`;
}
