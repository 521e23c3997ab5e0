import type { HoldingRow } from "#lib/portfolio/import/reading/reading.ts";

/**
 * Adds together what is the same investment in the same account and currency, and says so. What only looks alike stays
 * apart, and so do a holding and a short sale of one thing.
 */
export function merged(rows: readonly HoldingRow[]): HoldingRow[] {
  const groups = new Map<string, HoldingRow>();
  const opposite = new Set<string>();
  for (const row of rows) {
    const key = keyOf(row);
    const side = `${key}|${row.units < 0 ? "short" : "long"}`;
    const known = groups.get(side);
    groups.set(side, known ? together(known, row) : row);
    if (groups.has(`${key}|short`) && groups.has(`${key}|long`)) opposite.add(key);
  }
  return Array.from(groups.values(), (row) => (opposite.has(keyOf(row)) ? noted(row) : row));
}

function noted(row: HoldingRow): HoldingRow {
  return { ...row, notes: [...row.notes, "Held and sold short at once: the two are kept apart"] };
}

function keyOf({ isin, ticker, name, account, currency }: HoldingRow): string {
  const words = name.normalize("NFKC").toLowerCase().replaceAll(/\s+/gu, " ");
  return JSON.stringify([
    isin ?? "",
    ticker ?? "",
    isin === undefined ? words : "",
    account ?? "",
    currency,
  ]);
}

function together(a: HoldingRow, b: HoldingRow): HoldingRow {
  const lines = [...a.lines, ...b.lines];
  const [units, value] = [a.units + b.units, a.value + b.value];
  const { price: _, costBasis: __, acquired: ___, ...same } = a;
  const added = `Lines ${lines.join(", ")} are the same holding and were added together`;
  const notes = [...new Set([...a.notes, ...b.notes])].filter(
    (note) => !note.endsWith("added together"),
  );
  return {
    ...same,
    lines,
    units,
    value,
    ...(units !== 0 && { price: value / units }),
    ...(a.costBasis !== undefined &&
      b.costBasis !== undefined && { costBasis: a.costBasis + b.costBasis }),
    ...(a.acquired !== undefined && a.acquired === b.acquired && { acquired: a.acquired }),
    notes: [...notes, added],
  };
}
