import { currencyInHeading, type Named } from "../cells/currencies.ts";
import { figureIn } from "../cells/numbers.ts";
import { plainWords, type Role, rolesOf } from "./heading-words.ts";
import type { Row } from "./row.ts";

/** One column's heading, what its words stand for, and what they say of its amounts. */
export type Heading = {
  readonly index: number;
  readonly text: string;
  /** What its words can stand for: "Nombre" is a name in Spanish and a number in French. */
  readonly roles: readonly { readonly role: Role; readonly rank: number }[];
  /** The currency that the heading names for the amounts below it. */
  readonly named: Named | null;
};

/** Reads a row as headings. */
export function headingsOf({ cells }: Row): Heading[] {
  return cells.map((text, index) => {
    const { rest, named } = currencyInHeading(text);
    const found = known(rest);
    return { index, text, roles: found.length > 0 || !named ? found : known(text), named };
  });
}

/** Gains and shares of a whole, in whatever words. */
const aside =
  /\b(percent|pct|gain|loss|chng|change|reinvest|gewinn|verlust|resultat|rendite|winst|verlies|plus value|guadagno|perdita|ganancia|utveckling)\b/u;

/** As a whole, without what stands in brackets, or what stands in brackets alone: "Qty (Quantity)". */
function known(text: string) {
  const inside = /\(([^()]+)\)/u.exec(text)?.[1];
  const outside = text.replaceAll(/\([^()]*\)/gu, " ");
  const read = [text, outside, inside ?? ""].map((words) => rolesOf(plainWords(words)));
  const found = read.find((one) => one.length > 0);
  if (found) return found;
  return aside.test(plainWords(text)) ? [{ role: "ignored" as const, rank: 0 }] : [];
}

const identities: ReadonlySet<Role> = new Set(["name", "ticker", "isin", "code"]);
export const figures: ReadonlySet<Role> = new Set([
  "units",
  "price",
  "value",
  "costBasis",
  "unitCost",
]);

/** How much a row looks like the headings of a table of holdings; 0 where it does not. */
export function headingScore(row: Row): number {
  const texts = row.cells.filter((cell) => cell !== "");
  if (row.broken !== undefined || texts.length < 2 || texts.some(isData)) return 0;
  const found = headingsOf(row).filter(({ roles }) => roles.length > 0);
  const all = found.flatMap(({ roles }) => roles.map(({ role }) => role));
  const different = new Set(found.map(({ roles }) => roles[0]!.role));
  if (!all.some((role) => identities.has(role)) || different.size < 2) return 0;
  const counts = all.some((role) => figures.has(role));
  if (!counts && (different.size < 3 || found.length * 2 < texts.length)) return 0;
  return different.size;
}

/** A figure or an identification number never heads a column; "52" in "52-week high" is within words. */
function isData(cell: string): boolean {
  return figureIn(cell) !== null || /^[A-Z]{2}[A-Z0-9]{9}\d$/u.test(cell);
}
