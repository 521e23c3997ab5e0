import type { Layout } from "#lib/portfolio/import/reading/layouts.ts";
import type { ReadOptions } from "#lib/portfolio/import/reading/reading.ts";

import { currencyInAmount, currencyNamed, isCurrency, isDollar } from "../cells/currencies.ts";
import type { Columns } from "../table/columns.ts";
import type { Row } from "../table/row.ts";
import type { Defaults } from "./currency-of.ts";

/** The currency of amounts that name none, and how it is known. */
export type FileCurrency = { readonly defaults: Defaults; readonly how: string };

type Known = {
  readonly above: readonly Row[];
  readonly columns: Columns;
  readonly layout: Layout | null;
};

/** By the person, by a line above the table, by the one currency that any heading names, by the broker's layout. */
export function fileCurrency(
  { above, columns, layout }: Known,
  { currency: chosen, usualCurrency: usual }: ReadOptions,
): FileCurrency {
  const found =
    chosen === undefined
      ? (named(above, columns, layout) ??
        (usual === undefined ? null : { code: usual, how: "This workflow counts in it" }))
      : { code: chosen, how: "You chose this" };
  const code = found?.code ?? null;
  const dollar = code !== null && isDollar(code) ? code : "USD";
  const crown = code !== null && ["SEK", "NOK", "DKK"].includes(code) ? code : null;
  return {
    defaults: { currency: code, dollar, crown, chosen: chosen !== undefined },
    how: found?.how ?? "",
  };
}

function named(above: readonly Row[], columns: Columns, layout: Layout | null) {
  const line = above.find((row) => saidAbove(row) !== null);
  if (line) return { code: saidAbove(line)!, how: `Line ${line.line} says so` };
  const codes = new Set([...columns.named.values()].map(({ code }) => code).filter(isCurrency));
  const [only] = codes;
  if (codes.size === 1) return { code: only!, how: "The headings say so" };
  if (layout?.currency === undefined) return null;
  return { code: layout.currency, how: `Files of ${layout.broker} are in it` };
}

/** "Base currency: GBP", "Währung;EUR". */
function saidAbove({ cells }: Row): string | null {
  const text = cells
    .filter((cell) => cell !== "")
    .join(" ")
    .slice(0, 200);
  const [, word] =
    /(?:currency|währung|wahrung|valuta|devise|monnaie|divisa|moneda|munt|all (?:values|amounts) (?:are )?in)\W{0,3}\s*(?:is |in )?([A-Z]{3}|\p{Sc})(?![\p{L}\p{N}])/iu.exec(
      text,
    ) ?? [];
  const code = word === undefined ? undefined : currencyNamed(word)?.code;
  return code !== undefined && isCurrency(code) ? code : null;
}

/** How the amounts of a table say their currency: "USD 11 times, GBP 3 times". */
export function currencyCounts(rows: readonly { currency: string | null }[]): string {
  const counts = new Map<string, number>();
  for (const { currency } of rows)
    counts.set(currency ?? "none", (counts.get(currency ?? "none") ?? 0) + 1);
  const parts = [...counts].toSorted((a, b) => b[1] - a[1]).slice(0, 5);
  return parts
    .map(([code, count]) => `${code} ${count === 1 ? "once" : `${count} times`}`)
    .join(", ");
}

/** Whether any amount of these lines writes a dollar sign and no more. */
export function writesDollar(rows: readonly Row[], columns: Columns): boolean {
  const used = [columns.at.price, columns.at.value].flatMap((column) => column ?? []);
  const heads = used.some((column) => columns.named.get(column)?.code === "$");
  return (
    heads ||
    rows.some(({ cells }) =>
      used.some((column) => currencyInAmount(cells[column] ?? "")?.code === "$"),
    )
  );
}
