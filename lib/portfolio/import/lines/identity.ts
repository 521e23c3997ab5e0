import type { Columns } from "../table/columns.ts";
import type { Role } from "../table/heading-words.ts";
import type { Row } from "../table/row.ts";

/** What a line says of which investment it is about. */
export type Identity = {
  readonly name: string;
  readonly ticker: string;
  readonly isin: string;
  /** A number of another kind: WKN, SEDOL, valor. */
  readonly code: string;
  /** What stands in the column of symbols, as it is written. */
  readonly symbol: string;
};

const isinShape = /^[A-Z]{2}[A-Z0-9]{9}\d$/u;
/** Numbers of London for funds: seven letters without vowels and figures, at least two of these. */
const sedolShape = /^(?=.*\d.*\d)[0-9B-DF-HJ-NP-TV-Z]{6}\d$/u;
const tickerShape = /^[\p{L}\p{N}][\p{L}\p{N}.\-/^:=&+ ]{0,39}$/u;

/** Reads the names of a line. A column headed "Symbol/ISIN" may hold either. */
export function identityOf(row: Row, columns: Columns): Identity {
  const cell = (role: Role) =>
    (row.cells[columns.at[role] ?? -1] ?? "").replaceAll(/\s+/gu, " ").trim();
  let name = without(cell("name")).slice(0, 200);
  let ticker = without(cell("ticker"))
    .replaceAll(/\*+$/gu, "")
    .replace(/^-(?=[A-Z])/u, "")
    .toUpperCase()
    .trim();
  let isin = cell("isin").toUpperCase().replaceAll(" ", "");
  if (!isinShape.test(isin)) isin = "";
  if (isinShape.test(ticker)) {
    isin = isin === "" ? ticker : isin;
    ticker = "";
  }
  if (ticker !== "" && !tickerShape.test(ticker)) {
    if (name === "") name = without(cell("ticker"));
    ticker = "";
  }
  const symbol = without(cell("ticker"));
  const code = without(cell("code"));
  return sedolShape.test(ticker)
    ? { name, ticker: "", isin, code: code || ticker, symbol }
    : { name, ticker, isin, code, symbol };
}

/** Dashes and the like stand for nothing. */
function without(cell: string): string {
  return /^[-–—.]*$|^n\/?a$/iu.test(cell) ? "" : cell;
}

/** Whether a line names an investment by a number or symbol, which no total and no cash does. */
export function isIdentified({ ticker, isin, code }: Identity): boolean {
  return ticker !== "" || isin !== "" || code !== "";
}

/** What a person reads as the name of an investment. */
export function nameOf({ name, ticker, isin, code }: Identity): string {
  return name || ticker || isin || code;
}

/**
 * Whether a symbol or name is that of an option: "AAPL261218C300", "AAPL 18DEC26 300 C", "AAPL 12/18/2026 300.00 C".
 */
export function isOption(text: string): boolean {
  return (
    /\d{1,2}[/-]\d{1,2}[/-]\d{2,4}.*\d\s*[CP]\b/iu.test(text) ||
    /(^|\s)[A-Z.]{1,6} ?\d{6}[CP]\d{1,8}(\.\d+)?(\s|$)/u.test(text) ||
    /\b\d{1,2}[A-Z]{3}\d{2}\b.*\b[CP]$/u.test(text) ||
    /\b[A-Z]{3} \d{1,2},? \d{4} \$?[\d.]+ (call|put)\b/iu.test(text)
  );
}

/** Whether a kind of investment is called an option somewhere in a line. */
export function mentionsOption(text: string): boolean {
  return /\b(calls?|puts?|options?)\b/iu.test(text);
}

/** Whether a kind of investment, as a column of kinds names it, is a bond. */
export function isBondType(type: string): boolean {
  return /\b(bonds?|gilts?|treasur(y|ies)|anleihen?|obligaties?|obligations?|obbligazion[ei]|bono|bonos|obligation(er)?|fixed income)\b/iu.test(
    type,
  );
}
