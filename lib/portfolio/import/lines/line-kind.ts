import { adds } from "../cells/adds-up.ts";
import { type Decimals, readFigure } from "../cells/decimals.ts";
import { isBlank } from "../cells/numbers.ts";
import type { LeftOut, LeftOutKind } from "../reading.ts";
import type { Columns } from "../table/columns.ts";
import { filled, type Row } from "../table/row.ts";
import { type Identity, isIdentified } from "./identity.ts";
import { isCashLabel, isPending, isTotalLabel, endsWithTotal } from "./words.ts";

/** What is known of a line before its figures are settled. */
export type LineFacts = {
  readonly row: Row;
  readonly identity: Identity;
  /** `undefined` where a cell is not a number. */
  readonly units: number | null | undefined;
  readonly price: number | null | undefined;
  readonly value: number | null | undefined;
};

/** Reads what stands in the columns of one line. */
export function lineFacts(
  row: Row,
  identity: Identity,
  columns: Columns,
  decimals: Decimals,
): LineFacts {
  const figure = (role: "units" | "price" | "value") => {
    const read = readFigure(row, columns.at[role], decimals);
    return read ? read.number : read;
  };
  return { row, identity, units: figure("units"), price: figure("price"), value: figure("value") };
}

export type Sums = { section: number; all: number; units: number; count: number };

/** Why a line is no holding; `null` where it may be one. `sums` are those of the holdings above it. */
export function otherThanHolding(facts: LineFacts, columns: Columns, sums: Sums): LeftOut | null {
  const { row, identity, units, price, value } = facts;
  const texts = filled(row);
  const out = (kind: LeftOutKind, reason: string, mayKeep = false) =>
    leftOut(row, kind, reason, mayKeep);
  const detail = row.cells[columns.at.detail ?? -1] ?? "";
  if (/^(lot|closedlot|closed lot|order)$/iu.test(detail)) {
    return out("lot", "A part of a holding that stands in a line of its own");
  }
  const label = labelOf(facts);
  const bare = !isIdentified(identity) || isTotalLabel(identity.ticker);
  const allUnits = sums.count > 1 && units === sums.units;
  const noPrice = price === null && (units === null || allUnits || isTotalLabel(label));
  if (bare && noPrice && texts.length > 1 && isTotal(facts, label, sums))
    return out("total", "A total, not a holding", true);
  if (texts.length === 1) return out(...loneText(texts[0]!, facts));
  if (isPending(label) && units === null && price === null) {
    return out("pending", "Not settled yet: it is counted in a later file", true);
  }
  return nothingHeld(facts, columns);
}

/** The words that say what a line is: its name, else the first text in it. */
export function labelOf({ row, identity }: LineFacts): string {
  return identity.name || (row.cells.find((cell) => /\p{L}{2}/u.test(cell)) ?? identity.ticker);
}

/** By its words, or because it is the sum of what stands above, whatever its words. */
function isTotal({ value }: LineFacts, label: string, sums: Sums): boolean {
  if (isTotalLabel(label) || endsWithTotal(label)) return true;
  if (value === null || value === undefined || sums.count < 2) return false;
  return value !== 0 && (adds(1, sums.section, value) || adds(1, sums.all, value));
}

function loneText(text: string, { units, value }: LineFacts): [LeftOutKind, string] {
  if (isTotalLabel(text)) return ["total", "A total, not a holding"];
  if (units !== null || value !== null)
    return ["fault", "A figure without the name of an investment"];
  return text.length > 60
    ? ["note", "A note, not a holding"]
    : ["heading", "Words alone, without any figure"];
}

function nothingHeld({ row, units, price, value }: LineFacts, columns: Columns): LeftOut | null {
  const cells = (["units", "price", "value"] as const).map(
    (role) => row.cells[columns.at[role] ?? -1] ?? "",
  );
  const none = (figure: number | null | undefined) => figure === null || figure === 0;
  if (
    none(units) &&
    none(value) &&
    (units === 0 || (isDash(cells[0]!) && (isDash(cells[2]!) || value === 0)))
  ) {
    return leftOut(row, "zero", "0 units: nothing is held", false);
  }
  const empty =
    cells.every((cell) => isBlank(cell)) && units === null && price === null && value === null;
  return empty ? leftOut(row, "blank", "No units, price or value stand in this line", false) : null;
}

function isDash(cell: string): boolean {
  return cell !== "" && isBlank(cell);
}

/** A line of the file that is not read as a holding, as it is shown. */
export function leftOut(row: Row, kind: LeftOutKind, reason: string, mayKeep = false): LeftOut {
  const text = filled(row).join(", ");
  return {
    line: row.line,
    kind,
    text: text.length > 100 ? `${text.slice(0, 100)}…` : text,
    reason,
    mayKeep,
  };
}

/** Whether a line is money in an account, and not an investment that is called like it. */
export function isCash({ identity, units, price, value }: LineFacts, type: string): boolean {
  const { name, ticker, isin } = identity;
  if (isin !== "" || value === undefined || units === undefined) return false;
  const byName = name !== "" && isCashLabel(name);
  const byTicker = ticker !== "" && isCashLabel(ticker) && name === "";
  const byType = isCashLabel(type) && units === null && price === null;
  if (!byName && !byTicker && !byType) return false;
  if (price !== null && price !== undefined && Math.abs(price - 1) > 0.0005) return false;
  if (units === null) return value !== null;
  return value === null ? price !== null || (byName && ticker === "") : adds(units, 1, value);
}
