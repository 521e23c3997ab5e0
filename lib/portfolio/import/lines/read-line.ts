import type { Named } from "../cells/currencies.ts";
import { currencyNamed } from "../cells/currencies.ts";
import { type DateOrder, readDate } from "../cells/dates.ts";
import { type Decimals, readFigure } from "../cells/decimals.ts";
import type { HoldingRow, LeftOut, ReadOptions } from "../reading.ts";
import type { Columns } from "../table/columns.ts";
import type { Row } from "../table/row.ts";
import { type Amounts, amountsOf } from "./amounts.ts";
import { currencyOf, type Defaults } from "./currency-of.ts";
import {
  identityOf,
  isBondType,
  isIdentified,
  isOption,
  mentionsOption,
  nameOf,
} from "./identity.ts";
import {
  isCash,
  labelOf,
  leftOut,
  type LineFacts,
  lineFacts,
  otherThanHolding,
  type Sums,
} from "./line-kind.ts";

/** How the lines of a table are read. */
export type LineContext = {
  readonly columns: Columns;
  readonly decimals: Decimals;
  readonly defaults: Defaults;
  readonly dates: DateOrder;
  readonly width: number;
  readonly options: ReadOptions;
  /** The account that the lines are under, where no column names it. */
  readonly account: string | null;
  /** The currency of all values, where it is known apart from that of the prices. */
  readonly valuesIn?: string | undefined;
};

/** A line that is a holding, with what of it needs an answer. */
export type ReadLine = {
  readonly row: HoldingRow;
  readonly addsUp: boolean;
  /** A price in pounds that nothing says is not in pence. */
  readonly mayBePence: boolean;
};

/** Reads one line as a holding, or says why it is none. `sums` are those of the holdings above it. */
export function readLine(row: Row, context: LineContext, sums: Sums): ReadLine | LeftOut {
  const { columns, decimals, options, width } = context;
  if (row.broken !== undefined) return leftOut(row, "fault", row.broken);
  const kept = options.keepLines?.includes(row.line) ?? false;
  const facts = lineFacts(row, identityOf(row, columns), columns, decimals);
  const cash = isCash(facts, row.cells[columns.at.type ?? -1] ?? "");
  const other = kept || cash ? null : otherThanHolding(facts, columns, sums);
  if (other) return other;
  if (row.cells.slice(width).some((cell) => cell !== "")) {
    return leftOut(
      row,
      "fault",
      `This line has ${lastFilled(row)} values, but there are ${width} headings`,
    );
  }
  const unreadable = (["units", "price", "value"] as const).find(
    (role) => facts[role] === undefined,
  );
  if (unreadable)
    return leftOut(row, "fault", `“${short(row.cells[columns.at[unreadable]!]!)}” is not a number`);
  if (cash) return cashLine(facts, context);
  if (nameOf(facts.identity) === "") return leftOut(row, "fault", "The line names no investment");
  return holding(facts, context, kept);
}

function lastFilled({ cells }: Row): number {
  return cells.findLastIndex((cell) => cell !== "") + 1;
}

function cashLine(facts: LineFacts, context: LineContext): ReadLine | LeftOut {
  const { row, identity } = facts;
  const label = labelOf(facts);
  const { named, explicit } = currencyOf(row, "value", context.columns, context.defaults);
  const own =
    explicit || context.columns.currency !== undefined
      ? named
      : (currencyNamed(lastWord(label)) ?? named);
  const value = (facts.value ?? facts.units!) * (named?.factor ?? 1);
  const isFund = identity.ticker !== "" && identity.name !== "";
  const held: HoldingRow = {
    lines: [row.line],
    name: label,
    ...(isFund && { ticker: identity.ticker }),
    units: value,
    price: 1,
    value,
    currency: codeOf(own),
    ...accountOf(row, context),
    notes: ["Money: each unit counts as 1"],
  };
  return { row: held, addsUp: true, mayBePence: false };
}

function lastWord(label: string): string {
  return /([A-Z]{3}|[€£])\W*$/u.exec(label)?.[1] ?? /^([A-Z]{3})\b/u.exec(label)?.[1] ?? "";
}

function codeOf(named: Named | null): string | null {
  return named && /^[A-Z]{3}$/u.test(named.code) ? named.code : null;
}

function holding(facts: LineFacts, context: LineContext, kept: boolean): ReadLine | LeftOut {
  const { row, identity } = facts;
  const { columns, decimals, defaults, options } = context;
  const price = currencyOf(row, "price", columns, defaults);
  const value = inAccount(currencyOf(row, "value", columns, defaults), context);
  const type = row.cells[columns.at.type ?? -1] ?? "";
  const mayBePence =
    facts.price !== null &&
    facts.value === null &&
    !price.explicit &&
    price.named?.code === "GBP" &&
    price.named.factor === 1;
  const priceIn: Named | null =
    mayBePence && options.pence === "pence" ? { code: "GBP", factor: 0.01 } : price.named;
  const amounts = amountsOf(
    {
      units: signed(facts, context) ?? (kept && facts.value !== null ? 1 : null),
      price: facts.price ?? null,
      value: facts.value ?? null,
      multiplier: readFigure(row, columns.at.multiplier, decimals)?.number ?? null,
      priceIsPercent: readFigure(row, columns.at.price, decimals)?.percent ?? false,
      priceIn: priceCurrency(price, value, columns, priceIn),
      valueIn: value.named,
      valueIsExplicit: value.explicit,
      isOption:
        isOption(identity.ticker) ||
        isOption(identity.name) ||
        (facts.value !== null && mentionsOption(`${identity.name} ${type}`)),
      isBond: isBondType(type),
    },
    options.amounts,
  );
  if ("fault" in amounts)
    return leftOut(row, "fault", amounts.fault, facts.value !== null && facts.units === null);
  const { addsUp } = amounts;
  return {
    row: rowOf(facts, amounts, context),
    addsUp,
    mayBePence: mayBePence && options.pence === undefined,
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
  const cost = costOf(row, amounts, context);
  const bought = readDate(row.cells[context.columns.at.acquired ?? -1] ?? "", context.dates);
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
    ...(cost !== null && { costBasis: clean(cost) }),
    ...(bought !== null && { acquired: bought }),
    notes: amounts.notes,
  };
}

/** What was paid, where the file says it in the currency of the line. */
function costOf(
  row: Row,
  amounts: Amounts,
  { columns, decimals, defaults }: LineContext,
): number | null {
  const total = readFigure(row, columns.at.costBasis, decimals);
  const { named } = currencyOf(row, "costBasis", columns, defaults);
  if (total && (named === null || named.code === amounts.in?.code))
    return total.number * (named?.factor ?? 1);
  if (total) return null;
  const one = readFigure(row, columns.at.unitCost, decimals);
  const own = currencyOf(row, "unitCost", columns, defaults);
  const price = currencyOf(row, "price", columns, defaults);
  const sameAsPrice =
    own.named?.code === price.named?.code && amounts.in?.code === price.named?.code;
  if (!one || !sameAsPrice) return null;
  return (
    Math.abs(amounts.units) *
    one.number *
    (own.explicit && own.named?.factor === 0.01 ? 0.01 : amounts.scale)
  );
}

function accountOf(row: Row, { columns, account }: LineContext): { account?: string } {
  const name = row.cells[columns.at.account ?? -1] ?? "";
  const number = row.cells[columns.at.accountNumber ?? -1] ?? "";
  const own = [name, number === name ? "" : number].filter((text) => text !== "").join(" ");
  const known = own || account || "";
  return known === "" ? {} : { account: known.slice(0, 100) };
}

/** Without what binary fractions leave: 0.1 + 0.2 is 0.3. */
function clean(value: number): number {
  return Number(value.toPrecision(14));
}

function short(cell: string): string {
  return cell.length > 40 ? `${cell.slice(0, 40)}…` : cell;
}
