import type { HoldingRow } from "#lib/portfolio/import/reading/reading.ts";

import { adds } from "../cells/adds-up.ts";
import { currencyNamed, isCurrency } from "../cells/currencies.ts";
import { currencyOf } from "./currency-of.ts";
import { accountOf, codeOf, type LineContext, type ReadLine } from "./line-context.ts";
import { labelOf, type LineFacts } from "./line-kind.ts";
import { isCashLabel } from "./words.ts";

/** Whether a line is money in an account, and not an investment that is called like it. */
export function isCash(facts: LineFacts, type: string): boolean {
  const { identity, units, price, value } = facts;
  if (identity.isin !== "" || value === undefined || units === undefined) return false;
  return (
    isCalledCash(facts, type) &&
    isWorthOne(price) &&
    (units === null ? value !== null : isItsOwnValue(facts))
  );
}

function isCalledCash(
  { identity: { name, ticker }, units, price }: LineFacts,
  type: string,
): boolean {
  if (name !== "" && isCashLabel(name)) return true;
  if (name === "" && (isCashLabel(ticker) || isCurrency(ticker))) return true;
  return isCashLabel(type) && units === null && price === null;
}

function isWorthOne(price: number | null | undefined): boolean {
  return price === null || price === undefined || Math.abs(price - 1) <= 0.0005;
}

function isItsOwnValue({ identity: { name, ticker }, units, price, value }: LineFacts): boolean {
  if (value !== null && value !== undefined) return adds(units!, 1, value);
  return price !== null || (name !== "" && ticker === "");
}

/** Reads a line of money: each unit counts as 1. */
export function cashLine(facts: LineFacts, context: LineContext): ReadLine {
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
