import type { LeftOut } from "#lib/portfolio/import/reading/reading.ts";

import type { Row } from "../table/row.ts";
import { cashLine, isCash } from "./cash.ts";
import { holding } from "./holding.ts";
import { identityOf, nameOf } from "./identity.ts";
import type { LineContext, ReadLine } from "./line-context.ts";
import { leftOut, lineFacts, otherThanHolding, type Sums } from "./line-kind.ts";

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

function short(cell: string): string {
  return cell.length > 40 ? `${cell.slice(0, 40)}…` : cell;
}
