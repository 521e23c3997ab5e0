type Cell = string | number | null;

/**
 * A table as CSV. Text that a spreadsheet would take for a formula gets an apostrophe before it. Numbers stay as they
 * are, so that negative ones stay numbers.
 */
export function csvText(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => `${row.map(cellText).join(",")}\r\n`).join("");
}

function cellText(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  const text = /^[\s]*[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The table as a file to keep. The mark at its start tells spreadsheets that it is UTF-8. */
export function csvResponse(name: string, rows: readonly (readonly Cell[])[]): Response {
  return new Response(`\uFEFF${csvText(rows)}`, {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="${name.replaceAll(/[^\w.-]+/g, "-")}"`,
      "Cache-Control": "private, no-store",
    },
  });
}
