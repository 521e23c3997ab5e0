import { CsvError, parse } from "csv-parse/sync";
import { z } from "zod";

/** The cells of one line, trimmed, and the number of the line in the file (its last one, where it spans several). */
export type Row = { readonly line: number; readonly cells: readonly string[] };

/** What is wrong with a file, and on which line; 0 stands for the file as a whole. */
export type LineProblem = { readonly line: number; readonly sentence: string };

export const columns = ["ticker", "name", "quantity", "price", "value", "currency"] as const;
export type Column = (typeof columns)[number];

/** The column of each value in a row. */
export type Header = Partial<Record<Column, number>>;

export type Table = {
  readonly header: Header;
  readonly rows: readonly Row[];
  readonly delimiter: string;
};

/** What brokers call their columns, in lower case without punctuation. The first that a file has counts. */
const synonyms: Readonly<Record<Column, readonly string[]>> = {
  ticker: listed("ticker, ticker symbol, symbol, symbol cusip, instrument, isin, epic, wkn"),
  name: listed(
    "name, security name, investment name, fund name, description, security description, investment, security, holding, product, bezeichnung, wertpapier, nom, libelle",
  ),
  quantity: listed(
    "quantity, qty, shares, units, share balance, number of shares, position, units held, no of units, stuck, anzahl, quantite, aantal",
  ),
  price: listed(
    "price, last price, share price, unit price, current price, market price, closing price, close, nav, kurs, cours, koers",
  ),
  value: listed(
    "market value, current value, total value, value, mkt value, mktval, mkt val, position value, amount, balance, valuation, wert, kurswert, gesamtwert, valeur, waarde",
  ),
  currency: listed("currency, ccy, currency code, wahrung, devise, valuta"),
};

function listed(names: string): readonly string[] {
  return names.split(", ");
}

const tokens = z.array(
  z.object({ info: z.object({ lines: z.int() }), record: z.array(z.string()) }),
);

const delimiters = [",", ";", "\t", "|"] as const;

/** Finds the table in a file: its delimiter, its heading row in whichever line, and the rows below. */
export function readTable(text: string): Table | LineProblem {
  let broken: LineProblem | null = null;
  let best: (Table & { found: number }) | null = null;
  for (const delimiter of delimiters) {
    const rows = tokenise(text, delimiter);
    if (!Array.isArray(rows)) {
      broken ??= rows;
      continue;
    }
    const at = rows.findIndex(({ cells }) => isHeader(headerOf(cells)));
    if (at < 0) continue;
    const header = headerOf(rows[at]!.cells);
    const found = Object.keys(header).length;
    if (!best || found > best.found) best = { header, rows: rows.slice(at + 1), delimiter, found };
  }
  if (best) return best;
  return (
    broken ?? {
      line: 0,
      sentence:
        "We could not find a row of headings. One row must name the columns, such as Symbol, Quantity, Price and Value.",
    }
  );
}

function tokenise(text: string, delimiter: string): Row[] | LineProblem {
  try {
    const records = tokens.parse(
      parse(text, {
        delimiter,
        bom: true,
        info: true,
        relax_column_count: true,
        relax_quotes: true,
        skip_empty_lines: false,
        trim: true,
        max_record_size: 20_000,
      }),
    );
    return records.map(({ info, record }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return {
      line: lineOf(error),
      sentence:
        error.code === "CSV_QUOTE_NOT_CLOSED"
          ? "A quotation mark is opened here and never closed."
          : "This line cannot be read as part of a table.",
    };
  }
}

function lineOf({ lines }: CsvError): number {
  return typeof lines === "number" ? lines : 0;
}

function headerOf(cells: readonly string[]): Header {
  const names = cells.map(plainName);
  const header: Header = {};
  for (const column of columns) {
    const name = synonyms[column].find((synonym) => names.includes(synonym));
    if (name !== undefined) header[column] = names.indexOf(name);
  }
  return header;
}

/** "Market Value ($)" and "Stück" become "market value" and "stuck". */
function plainName(cell: string): string {
  return cell
    .slice(0, 200)
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/\([^)]*\)/gu, " ")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^a-z0-9]+/gu, " ")
    .trim();
}

function isHeader(header: Header): boolean {
  const names = header.ticker !== undefined || header.name !== undefined;
  return names && (header.quantity !== undefined || header.value !== undefined);
}
