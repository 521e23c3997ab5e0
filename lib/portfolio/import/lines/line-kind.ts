import type { LeftOut, LeftOutKind } from "#lib/portfolio/import/reading/reading.ts";

import { adds } from "../cells/adds-up.ts";
import { figureIn, isBlank } from "../cells/numbers.ts";
import type { Columns } from "../table/columns.ts";
import { filled, type Row } from "../table/row.ts";
import { type Decimals, readFigure } from "./decimals.ts";
import { type Identity, isIdentified } from "./identity.ts";
import { endsWithTotal, isPending, isTotalLabel } from "./words.ts";

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
    if (read?.percent && role !== "price") return undefined;
    return read ? read.number : read;
  };
  return { row, identity, units: figure("units"), price: figure("price"), value: figure("value") };
}

export type Sums = { section: number; all: number; units: number; count: number };

/** Why a line is no holding; `null` where it may be one. `sums` are those of the holdings above it. */
export function otherThanHolding(facts: LineFacts, columns: Columns, sums: Sums): LeftOut | null {
  const { row, units, price } = facts;
  const out = (kind: LeftOutKind, reason: string, mayKeep = false) =>
    leftOut(row, kind, reason, mayKeep);
  const detail = row.cells[columns.at.detail ?? -1] ?? "";
  if (/^(lot|closedlot|closed lot|order)$/iu.test(detail)) {
    return out("lot", "A part of a holding that stands in a line of its own");
  }
  const texts = filled(row);
  if (texts.length === 1) return out(...loneText(texts[0]!, facts));
  if (isProse(texts)) return out("note", "A note, not a holding");
  if (isTotal(facts, sums)) return out("total", "A total, not a holding", true);
  if (isPending(labelOf(facts)) && units === null && price === null) {
    return out("pending", "Not settled yet: it is counted in a later file", true);
  }
  return nothingHeld(facts, columns);
}

/** The words that say what a line is: its name, else the first text in it. */
export function labelOf({ row, identity }: LineFacts): string {
  const { name, symbol } = identity;
  return name || symbol || (row.cells.find((cell) => /\p{L}{2}/u.test(cell)) ?? "");
}

/**
 * By its words, or because it is the sum of what stands above, whatever its words. What has a price or a number is
 * none.
 */
function isTotal(facts: LineFacts, sums: Sums): boolean {
  const { identity, units, price, value } = facts;
  if (isIdentified(identity) && !isTotalLabel(identity.ticker)) return false;
  const label = labelOf(facts);
  const summed = units === null || (sums.count > 1 && units === sums.units);
  // A price makes a holding of what is only called like a total, unless it is of no units or of all there are.
  if (isTotalLabel(label) || endsWithTotal(label)) return summed || price === null;
  return price === null && summed && isSum(value, sums);
}

function isSum(value: number | null | undefined, sums: Sums): boolean {
  if (!value || sums.count < 2) return false;
  return adds(1, sums.section, value) || adds(1, sums.all, value);
}

/** Sentences whose commas cut them into cells. */
function isProse(texts: readonly string[]): boolean {
  const words = texts.join(" ").split(" ");
  return (
    words.length >= 8 &&
    texts.every((text) => figureIn(text) === null) &&
    texts.some((text) => text.split(" ").length > 5) &&
    texts.length < 5
  );
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
  const cell = (role: "units" | "price" | "value") => row.cells[columns.at[role] ?? -1] ?? "";
  const dashes = isDash(cell("units")) && (isDash(cell("value")) || value === 0);
  if (isNone(units) && isNone(value) && (units === 0 || dashes)) {
    return leftOut(row, "zero", "0 units: nothing is held");
  }
  const empty = [units, price, value].every((figure) => figure === null);
  return empty ? leftOut(row, "blank", "No units, price or value stand in this line") : null;
}

function isNone(figure: number | null | undefined): boolean {
  return figure === null || figure === 0;
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
