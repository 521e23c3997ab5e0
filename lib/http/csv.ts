import { stringify } from "csv-stringify/sync";

type Cell = string | number | null;

/**
 * Spaces before a formula do not keep a spreadsheet from taking it for one, and the library looks at the first sign
 * only.
 */
const hiddenFormula = /^[^\S\t\r]+[=+\-@\t\r]/u;

/**
 * A table as CSV. Text that a spreadsheet would take for a formula gets an apostrophe before it; numbers are left
 * alone, so that negative ones stay numbers, and those that are none are left out. `bom` marks it as UTF-8 for
 * spreadsheets.
 */
export function csvText(rows: readonly (readonly Cell[])[], { bom = false } = {}): string {
  return stringify(
    rows.map((row) => [...row]),
    {
      bom,
      escape_formulas: true,
      record_delimiter: "windows",
      quoted_match: /[\r\n]/u,
      cast: {
        number: (value) => (Number.isFinite(value) ? String(value) : ""),
        string: (value) => (hiddenFormula.test(value) ? `'${value}` : value),
      },
    },
  );
}

/** The table as a file to keep. */
export function csvResponse(name: string, rows: readonly (readonly Cell[])[]): Response {
  return new Response(csvText(rows, { bom: true }), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="${name.replaceAll(/[^\w.-]+/g, "-")}"`,
      "Cache-Control": "private, no-store",
    },
  });
}
