import { adds } from "#lib/portfolio/import/cells/adds-up.ts";
import {
  type DecimalSign,
  figureIn,
  isBlank,
  numberOf,
  styleOf,
} from "#lib/portfolio/import/cells/numbers.ts";
import type { Columns } from "#lib/portfolio/import/table/columns.ts";
import type { Role } from "#lib/portfolio/import/table/heading-words.ts";
import type { Row } from "#lib/portfolio/import/table/row.ts";

/** How the columns of a table write numbers. */
export type Decimals = {
  /** For cells that could be read both ways, by column. */
  readonly signs: ReadonlyMap<number, DecimalSign>;
  readonly overall: DecimalSign;
  /** Whether a person chose the sign: then nothing else is read. */
  readonly strict: boolean;
  readonly how: string;
  /** Whether cells can be read both ways and nothing tells which. */
  readonly open: boolean;
};

const figureRoles: readonly Role[] = ["units", "price", "value", "costBasis", "unitCost"];
type Counts = { point: number; comma: number; either: number; plain: number };

/** Works out the decimal sign of every column: by cells that can be read one way only, then by units times price. */
export function decideDecimals(
  rows: readonly Row[],
  columns: Columns,
  chosen?: DecimalSign,
): Decimals {
  const used = figureRoles.flatMap((role) => columns.at[role] ?? []);
  if (chosen) {
    return {
      signs: new Map(used.map((c) => [c, chosen])),
      overall: chosen,
      strict: true,
      how: "You chose this",
      open: false,
    };
  }
  const counts = new Map(used.map((column) => [column, countsOf(rows, column)]));
  const all = sum([...counts.values(), ...otherColumns(rows, columns, used)]);
  const usual = all.comma > all.point ? "comma" : "point";
  const signs = new Map<number, DecimalSign>();
  for (const [column, { point, comma }] of counts) {
    if (point + comma > 0) signs.set(column, comma > point ? "comma" : "point");
  }
  const undecided = used.filter((column) => !signs.has(column) && counts.get(column)!.either > 0);
  const known = all.point > 0 !== all.comma > 0 ? usual : null;
  const fitting =
    undecided.length === 0 ? usual : (known ?? byProducts(rows, columns, signs, undecided));
  const overall = fitting ?? usual;
  for (const column of undecided) signs.set(column, overall);
  const open = fitting === null || [...counts.values()].some(isMixed);
  return { signs, overall, strict: false, how: howOf(all, known, undecided.length > 0), open };
}

/** A column in which some cells can only be read one way and some only the other tells nothing of the rest. */
function isMixed({ point, comma, either }: Counts): boolean {
  return point > 0 && comma > 0 && either > 0;
}

function howOf(
  { point, comma, either, plain }: Counts,
  known: DecimalSign | null,
  byProduct: boolean,
): string {
  const most = Math.max(point, comma);
  const total = point + comma + either + plain;
  if (known !== null)
    return `${most + either + plain} of ${total} numbers fit, ${most} of them only this way`;
  if (point + comma > 0)
    return `${most} of ${total} numbers fit only this way, ${point + comma - most} only the other`;
  if (byProduct) return "Units times price is the value this way";
  return "No number has a decimal sign";
}

function countsOf(rows: readonly Row[], column: number): Counts {
  const counts: Counts = { point: 0, comma: 0, either: 0, plain: 0 };
  for (const { cells, numbers } of rows) {
    const cell = cells[column] ?? "";
    if (numbers?.has(column) || isBlank(cell)) continue;
    const figure = figureIn(cell);
    if (figure) counts[styleOf(figure) ?? "plain"] += 1;
  }
  return counts;
}

/** Percentages and gains that are not read still show how the file writes numbers. */
function otherColumns(all: readonly Row[], columns: Columns, used: readonly number[]): Counts[] {
  const rows = all.slice(0, 500);
  const width = rows.reduce((most, { cells }) => Math.max(most, cells.length), 0);
  const names = new Set(
    (
      ["name", "ticker", "isin", "code", "account", "accountNumber", "acquired", "detail"] as const
    ).map((role) => columns.at[role]),
  );
  return Array.from({ length: width }, (_, column) => column)
    .filter((column) => !used.includes(column) && !names.has(column))
    .map((column) => {
      const { point, comma } = countsOf(rows, column);
      return { point, comma, either: 0, plain: 0 };
    });
}

function sum(counts: readonly Counts[]): Counts {
  const total: Counts = { point: 0, comma: 0, either: 0, plain: 0 };
  for (const one of counts)
    for (const key of ["point", "comma", "either", "plain"] as const) total[key] += one[key];
  return total;
}

/** The sign for the undecided columns with which units times price is the value; `null` where both do equally well. */
function byProducts(
  rows: readonly Row[],
  { at }: Columns,
  signs: ReadonlyMap<number, DecimalSign>,
  undecided: readonly number[],
): DecimalSign | null {
  const { units, price, value } = at;
  if (units === undefined || price === undefined || value === undefined) return null;
  const fits = (sign: DecimalSign) => {
    const read = ({ cells }: Row, column: number) => {
      const figure = figureIn(cells[column] ?? "");
      return (
        figure && numberOf(figure, undecided.includes(column) ? sign : (signs.get(column) ?? sign))
      );
    };
    return rows.filter((row) => {
      const [q, p, v] = [read(row, units), read(row, price), read(row, value)];
      return Boolean(q && p && v) && adds(q!, p!, v!);
    }).length;
  };
  const [point, comma] = [fits("point"), fits("comma")];
  if (point === comma) return null;
  return point > comma ? "point" : "comma";
}

/** A cell as a number: `null` where it holds none, `undefined` where it cannot be read. */
export function readFigure(
  { cells, numbers }: Row,
  column: number | undefined,
  decimals: Decimals,
): { number: number; percent: boolean } | null | undefined {
  if (column === undefined) return null;
  const exact = numbers?.get(column);
  if (exact !== undefined) return { number: exact, percent: false };
  const cell = cells[column] ?? "";
  if (isBlank(cell)) return null;
  const figure = figureIn(cell);
  if (!figure) return undefined;
  const own = styleOf(figure);
  const usual = decimals.signs.get(column) ?? decimals.overall;
  const sign = decimals.strict || own === null || own === "either" ? usual : own;
  const number = numberOf(figure, sign);
  return number === undefined ? undefined : { number, percent: figure.percent };
}
