import readXlsxFile from "read-excel-file/universal";

import { importLimits } from "#lib/portfolio/import/bounds/limits.ts";
import { FileRefusal } from "#lib/portfolio/import/bounds/refusal.ts";

import type { Row } from "../table/row.ts";
import { repack, unpack } from "./unpack.ts";

export type Sheet = { readonly name: string; readonly rows: readonly Row[] };

/** The sheets of an .xlsx file as rows of cells. Numbers and days stay what they are. Throws `FileRefusal`. */
export async function readSpreadsheet(bytes: Uint8Array): Promise<Sheet[]> {
  const parts = unpack(bytes);
  if (!parts.some(({ name }) => name === "xl/workbook.xml")) {
    throw new FileRefusal(
      "This file is an archive, not an .xlsx spreadsheet. Unpack it, or save the table as .xlsx or CSV.",
    );
  }
  for (const { name, data } of parts) if (name.startsWith("xl/worksheets/")) refuseFarCells(data);
  const sheets = await sheetsOf(repack(parts));
  return sheets.map(({ sheet, data }) => ({ name: sheet, rows: data.map(rowOf) }));
}

type Read = { sheet: string; data: readonly (readonly unknown[])[] };

async function sheetsOf(archive: ArrayBuffer): Promise<readonly Read[]> {
  try {
    return await readXlsxFile(archive, { trim: true });
  } catch {
    throw new FileRefusal(
      "This .xlsx file cannot be read. Save it again in a spreadsheet, or as CSV.",
    );
  }
}

/** A single cell far out makes a reader fill up everything before it. */
function refuseFarCells(sheet: Buffer): void {
  for (const [, letters, row] of sheet
    .toString("latin1")
    .matchAll(/\sr="([A-Z]{1,9})(\d{1,9})"/gu)) {
    const column = Array.from(letters!).reduce(
      (sum, letter) => sum * 26 + letter.codePointAt(0)! - 64,
      0,
    );
    if (Number(row) > importLimits.lines || column > importLimits.columns) {
      throw new FileRefusal(
        `A sheet of this file has more than ${importLimits.lines} lines or ${importLimits.columns} columns. Save the table of your holdings alone.`,
      );
    }
  }
}

function rowOf(cells: readonly unknown[], index: number): Row {
  const numbers = new Map<number, number>();
  const texts = cells.map((cell, column) => {
    if (typeof cell === "number") numbers.set(column, cell);
    return textOf(cell).slice(0, importLimits.cellCharacters);
  });
  return { line: index + 1, cells: texts, numbers };
}

function textOf(cell: unknown): string {
  if (cell instanceof Date) return cell.toISOString().slice(0, 10);
  if (typeof cell === "number") return String(cell);
  if (typeof cell === "boolean") return cell ? "Yes" : "No";
  return typeof cell === "string" ? cell.trim() : "";
}
