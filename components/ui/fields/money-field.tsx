import { controlState, Field, type FieldText } from "./field.tsx";
import { UnitBox } from "./number-field.tsx";

/** An amount and its currency. One currency is a sign before the amount; several are a list after it. */
export function MoneyField({
  amount,
  currency,
  currencies,
  ...text
}: FieldText & {
  amount?: string | undefined;
  currency?: string | undefined;
  currencies: readonly string[];
}) {
  const only = currencies.length === 1 ? currencies[0] : undefined;
  return (
    <Field {...text}>
      <UnitBox unit={only && signOf(only)} unitFirst error={text.error}>
        <input
          {...controlState(text)}
          name={`${text.name}.amount`}
          inputMode="decimal"
          autoComplete="off"
          defaultValue={amount}
          className="text-lead w-44 min-w-0 bg-transparent px-3 py-[7px] focus-visible:outline-none"
        />
        {only ? (
          <input type="hidden" name={`${text.name}.currency`} value={only} />
        ) : (
          <select
            name={`${text.name}.currency`}
            defaultValue={currency ?? currencies[0]}
            aria-label="Currency"
            className="bg-sunken text-ink-2 border-l border-inherit px-3 focus-visible:outline-none"
          >
            {currencies.map((code) => (
              <option key={code}>{code}</option>
            ))}
          </select>
        )}
      </UnitBox>
    </Field>
  );
}

function signOf(currency: string): string {
  if (!/^[A-Z]{3}$/.test(currency)) return currency;
  const parts = new Intl.NumberFormat("en-US", { style: "currency", currency }).formatToParts(0);
  return parts.find((part) => part.type === "currency")?.value ?? currency;
}
