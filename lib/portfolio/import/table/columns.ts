import type { Named } from "../cells/currencies.ts";
import { currencyNamed } from "../cells/currencies.ts";
import { figureIn, isBlank } from "../cells/numbers.ts";
import type { Role } from "./heading-words.ts";
import { figures, type Heading } from "./headings.ts";
import type { Row } from "./row.ts";

/** Which column holds what, and which currency the amounts of a column are in. */
export type Columns = {
  readonly at: Readonly<Partial<Record<Role, number>>>;
  /** By the column of the amounts: the currency that its heading names. */
  readonly named: ReadonlyMap<number, Named>;
  /** By the column of the amounts: the column beside it that names their currencies, row by row. */
  readonly beside: ReadonlyMap<number, number>;
  /** The column that names a currency for the whole row. */
  readonly currency: number | undefined;
};

/** As many lines as tell what their columns hold. */
const looked = 500;

const amounts: readonly Role[] = ["price", "value", "costBasis", "unitCost"];

/** Chooses among the columns whose headings stand for the same, and finds what belongs to which amount. */
export function columnsOf(headings: readonly Heading[], all: readonly Row[]): Columns {
  const rows = all.slice(0, looked);
  const { at, role } = assigned(headings, rows);
  moveLocalValue(at, headings, rows);
  preferNamed(at, headings, rows, role);
  const currencies = [...role].filter(([, is]) => is === "currency").map(([index]) => index);
  const named = new Map<number, Named>();
  for (const heading of headings) if (heading.named) named.set(heading.index, heading.named);
  return { at, named, ...besideOf(at, headings, currencies, rows) };
}

/**
 * Headings of one meaning first, by how usual their words are; then those that may be a name or a figure, by their
 * cells.
 */
function assigned(headings: readonly Heading[], rows: readonly Row[]) {
  const at: Partial<Record<Role, number>> = {};
  const role = new Map<number, Role>();
  const known = headings.filter(({ roles }) => roles.length > 0);
  const sorted = known.toSorted(
    (a, b) =>
      Number(a.roles.length > 1) - Number(b.roles.length > 1) ||
      rank(a) - rank(b) ||
      a.index - b.index,
  );
  for (const { index, roles } of sorted) {
    const count = holdsFigures(rows, index);
    const fits = roles.filter((one) => roles.length === 1 || figures.has(one.role) === count);
    const free = fits.find((one) => at[one.role] === undefined) ?? fits[0];
    if (!free) continue;
    role.set(index, free.role);
    if (free.role !== "ignored") at[free.role] ??= index;
  }
  return { at, role };
}

function rank(heading: Heading): number {
  return heading.roles[0]!.rank;
}

function holdsFigures(rows: readonly Row[], column: number): boolean {
  const texts = rows.map(({ cells }) => cells[column] ?? "").filter((cell) => !isBlank(cell));
  return texts.filter((cell) => figureIn(cell) !== null).length * 2 > texts.length;
}

/** One currency column is for the row; of several, each is for the amount that it follows. */
function besideOf(
  at: Columns["at"],
  headings: readonly Heading[],
  currencies: readonly number[],
  rows: readonly Row[],
): Pick<Columns, "beside" | "currency"> {
  const beside = new Map<number, number>();
  for (const role of amounts) {
    const column = at[role];
    if (column === undefined) continue;
    const next = column + 1;
    const isCurrencies = currencies.includes(next)
      ? currencies.length > 1
      : headings[next]?.text === "" && holdsCurrencies(rows, next);
    if (isCurrencies) beside.set(column, next);
    else if (headings[column - 1]?.text === "" && holdsCurrencies(rows, column - 1))
      beside.set(column, column - 1);
  }
  const local = localCurrency(headings, at, rows);
  if (local !== null && at.price !== undefined && currencies.length === 0) {
    if (!beside.has(at.price)) beside.set(at.price, local);
  }
  const taken = new Set(beside.values());
  return { beside, currency: currencies.find((column) => !taken.has(column)) ?? at.currency };
}

/** A column headed as a value that holds currencies: those of the investments, and so of their prices. */
function localCurrency(
  headings: readonly Heading[],
  at: Columns["at"],
  rows: readonly Row[],
): number | null {
  const found = headings.find(
    ({ index, roles }) =>
      index !== at.value &&
      roles.some(({ role }) => role === "value") &&
      holdsCurrencies(rows, index),
  );
  return found?.index ?? null;
}

/** Some brokers head "Local value" over its currency, and leave the amount beside it without a heading. */
function moveLocalValue(
  at: Partial<Record<Role, number>>,
  headings: readonly Heading[],
  rows: readonly Row[],
): void {
  for (const role of amounts) {
    const column = at[role];
    if (column === undefined || !holdsCurrencies(rows, column)) continue;
    if (headings[column + 1]?.text === "") at[role] = column + 1;
  }
}

/**
 * Of two columns of values, the one whose heading names a currency counts: it is in the currency of the account, and
 * adds up. The other one is in those of the investments.
 */
function preferNamed(
  at: Partial<Record<Role, number>>,
  headings: readonly Heading[],
  rows: readonly Row[],
  is: ReadonlyMap<number, Role>,
): void {
  for (const role of ["value", "costBasis"] as const) {
    const named = headings.filter(
      (h) => is.get(h.index) === role && h.named !== null && h.named.code !== "$",
    );
    const chosen = headings.find(({ index }) => index === at[role]);
    const better = named.find(({ index }) =>
      rows.some(({ cells }) => /\d/u.test(cells[index] ?? "")),
    );
    if (better && chosen?.named === null) at[role] = better.index;
  }
}

/** Whether a column holds nothing but currencies. */
function holdsCurrencies(rows: readonly Row[], column: number): boolean {
  const texts = rows.map(({ cells }) => cells[column] ?? "").filter((cell) => cell !== "");
  const fits = texts.filter((cell) => currencyNamed(cell) !== null).length;
  return fits > 0 && fits >= texts.length * 0.8;
}
