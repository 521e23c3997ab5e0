import type { HoldingRow, LeftOut } from "#lib/portfolio/import/reading/reading.ts";

import type { Named } from "../cells/currencies.ts";
import { readDate } from "../cells/dates.ts";
import { isBlank } from "../cells/numbers.ts";
import type { Columns } from "../table/columns.ts";
import { type Amounts, amountsOf } from "./amounts.ts";
import { costOf } from "./cost.ts";
import { currencyOf } from "./currency-of.ts";
import { readFigure } from "./decimals.ts";
import { isBondType, isIdentified, isOption, mentionsOption, nameOf } from "./identity.ts";
import { accountOf, codeOf, type LineContext, type ReadLine } from "./line-context.ts";
import { labelOf, leftOut, type LineFacts } from "./line-kind.ts";

/** Settles the figures of a line that is an investment, or says why they cannot be. */
export function holding(facts: LineFacts, context: LineContext, kept: boolean): ReadLine | LeftOut {
  const { row, value: worth, units } = facts;
  const { columns, defaults, options } = context;
  const price = currencyOf(row, "price", columns, defaults);
  const value = inAccount(currencyOf(row, "value", columns, defaults), context);
  const mayBePence = isPlainPounds(facts, price);
  const pence = mayBePence && options.pence === "pence";
  const priceIn: Named | null = pence ? { code: "GBP", factor: 0.01 } : price.named;
  const own = signed(facts, context) ?? (kept && worth !== null ? 1 : null);
  const amounts = amountsOf(
    {
      units: own,
      price: facts.price ?? null,
      value: worth ?? null,
      ...kindOf(facts, context),
      priceIn: priceCurrency(price, value, columns, priceIn),
      valueIn: value.named,
      valueIsExplicit: value.explicit,
    },
    options.amounts,
  );
  if ("fault" in amounts) {
    return leftOut(row, "fault", amounts.fault, worth !== null && units === null);
  }
  const { addsUp } = amounts;
  const asks = mayBePence && options.pence === undefined;
  return { row: rowOf(facts, amounts, context), addsUp, mayBePence: asks };
}

/** A price in pounds by a code alone, without a value that would tell whether it is in pence. */
function isPlainPounds({ price, value }: LineFacts, { named, explicit }: Currency): boolean {
  const alone = price !== null && value === null && !explicit;
  return alone && named?.code === "GBP" && named.factor === 1;
}

/** What kind of investment a line is, as far as its figures depend on it. */
function kindOf({ row, identity, value }: LineFacts, { columns, decimals }: LineContext) {
  const type = row.cells[columns.at.type ?? -1] ?? "";
  const isNamed = isOption(identity.ticker) || isOption(identity.name);
  return {
    multiplier: readFigure(row, columns.at.multiplier, decimals)?.number ?? null,
    priceIsPercent: readFigure(row, columns.at.price, decimals)?.percent ?? false,
    isOption: isNamed || (value !== null && mentionsOption(`${identity.name} ${type}`)),
    isBond: isBondType(type),
  };
}

type Currency = ReturnType<typeof currencyOf>;

/** A price without a currency of its own, beside a value that has one, is in that. */
function priceCurrency(
  price: Currency,
  value: Currency,
  { currency }: Columns,
  own: Named | null,
): Named | null {
  if (price.explicit || currency !== undefined || !value.explicit || !value.named) return own;
  return { code: value.named.code, factor: own?.factor ?? 1 };
}

/** Where the values of the whole table were found to be in one currency, the column of currencies is for the prices. */
function inAccount(value: Currency, { valuesIn }: LineContext): Currency {
  return value.explicit || !valuesIn
    ? value
    : { named: { code: valuesIn, factor: 1 }, explicit: true };
}

/** The number of units, negative where a column says that they were sold short. */
function signed({ row, units }: LineFacts, { columns }: LineContext): number | null {
  if (units === null || units === undefined) return null;
  const side = row.cells[columns.at.side ?? -1] ?? "";
  return /^(short|s|verkauft|leer)$/iu.test(side) ? -Math.abs(units) : units;
}

function rowOf(facts: LineFacts, amounts: Amounts, context: LineContext): HoldingRow {
  const { row, identity } = facts;
  const { ticker, isin } = identity;
  const cost = costOf(facts, amounts, context);
  const day = row.cells[context.columns.at.acquired ?? -1] ?? "";
  const bought = readDate(day, context.dates);
  const unread =
    bought === null && !isBlank(day) ? [`“${day.slice(0, 40)}” is not a day of purchase`] : [];
  return {
    lines: [row.line],
    name: isIdentified(identity) || identity.name !== "" ? nameOf(identity) : labelOf(facts),
    ...(ticker !== "" && { ticker }),
    ...(isin !== "" && { isin }),
    units: amounts.units,
    ...(amounts.price !== null && { price: clean(amounts.price) }),
    value: clean(amounts.value),
    currency: codeOf(amounts.in),
    ...accountOf(row, context),
    ...(typeof cost === "number" && { costBasis: clean(cost) }),
    ...(bought !== null && { acquired: bought }),
    notes: [...amounts.notes, ...unread, ...(typeof cost === "string" ? [cost] : [])],
  };
}

/** Without what binary fractions leave: 0.1 + 0.2 is 0.3. */
function clean(value: number): number {
  return Number(value.toPrecision(14));
}
