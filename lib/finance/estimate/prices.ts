import { refuse } from "#lib/finance/errors.ts";

/** A table over time: `values[t][i]` of asset i at `dates[t]`, oldest first; NaN where there is none. */
export type TimeTable = { dates: string[]; assets: string[]; values: number[][] };

/**
 * Checks prices before anything is estimated from them and throws `invalid_input` naming the first fault: fewer than
 * two rows, dates out of order or twice, an asset twice, a price of zero or below (unless `allowNegative`), a column
 * without two prices, a gap inside a column's history (blanks before its first price mean "not listed yet" and are
 * fine), a price that never moves.
 */
export function checkPrices(table: TimeTable, options: { allowNegative?: boolean } = {}): void {
  const { dates, assets, values } = table;
  if (assets.length === 0) refuse("The price table has no assets.");
  if (values.length < 2) refuse("At least two rows of prices are needed to work out a return.");
  if (dates.length !== values.length) refuse("Every row of prices needs a date.");
  if (values.some((row) => row.length !== assets.length))
    refuse(`Every row of prices needs ${assets.length} columns.`);
  const twice = assets.find((asset, i) => assets.indexOf(asset) !== i);
  if (twice !== undefined) refuse(`The asset ${twice} appears in two columns.`);
  dates.forEach((date, t) => {
    if (t > 0 && date === dates[t - 1]) refuse(`The date ${date} appears twice.`);
    if (t > 0 && date < dates[t - 1]!)
      refuse(`The dates must rise: ${date} comes after ${dates[t - 1]}.`);
  });
  assets.forEach((asset, i) => checkColumn(table, asset, i, options.allowNegative ?? false));
}

function checkColumn(
  { dates, values }: TimeTable,
  asset: string,
  i: number,
  allowNegative: boolean,
): void {
  const first = values.findIndex((row) => !Number.isNaN(row[i]!));
  const last = values.findLastIndex((row) => !Number.isNaN(row[i]!));
  if (first < 0 || first === last) refuse(`${asset} needs at least two prices.`);
  let moves = false;
  for (let t = first; t <= last; t++) {
    const price = values[t]![i]!;
    if (Number.isNaN(price))
      refuse(`${asset} has no price on ${dates[t]}. Fill or remove that day first.`);
    if (!Number.isFinite(price) || price === 0 || (price < 0 && !allowNegative))
      refuse(`${asset} has a price of ${price} on ${dates[t]}. Prices must be above zero.`);
    moves ||= price !== values[first]![i]!;
  }
  if (!moves) refuse(`The price of ${asset} never changes, so its risk cannot be estimated.`);
}

/**
 * rₜ = pₜ/pₜ₋₁ − 1 per column; NaN where either price is missing. Rows without any return are left out.
 * Refuses fewer than two rows, and prices that no return can be worked out from: zero, endless, or of two signs for a
 * logarithm.
 */
export function simpleReturns(prices: TimeTable): TimeTable {
  return returnsBy(prices, (now, before) => now / before - 1);
}

/** ln(pₜ/pₜ₋₁) per column, as `simpleReturns`. */
export function logReturns(prices: TimeTable): TimeTable {
  return returnsBy(prices, (now, before) => Math.log(now / before));
}

function returnsBy(prices: TimeTable, change: (now: number, before: number) => number): TimeTable {
  if (prices.values.length < 2) refuse("Returns need the prices of at least two days.");
  const dates: string[] = [];
  const values: number[][] = [];
  for (let t = 1; t < prices.values.length; t++) {
    const before = prices.values[t - 1]!;
    const row = prices.values[t]!.map((price, i) => {
      const value = change(price, before[i]!);
      const present = !Number.isNaN(price) && !Number.isNaN(before[i]!);
      if (present && !Number.isFinite(value))
        refuse(
          `${prices.assets[i]} has prices of ${before[i]} and ${price} one after the other, which no return can be worked out from.`,
        );
      return value;
    });
    if (row.every(Number.isNaN)) continue;
    dates.push(prices.dates[t]!);
    values.push(row);
  }
  return { dates, assets: prices.assets, values };
}

/** The rows in which every value is present. */
export function completeRows({ dates, assets, values }: TimeTable): TimeTable {
  const kept = values.flatMap((row, t) => (row.some(Number.isNaN) ? [] : [t]));
  return { dates: kept.map((t) => dates[t]!), assets, values: kept.map((t) => values[t]!) };
}

/** Some columns, in the order asked for; throws `invalid_input` for one that is not there. */
export function selectAssets(
  { dates, assets, values }: TimeTable,
  chosen: readonly string[],
): TimeTable {
  const places = chosen.map((asset) => {
    const place = assets.indexOf(asset);
    return place < 0 ? refuse(`There are no prices of ${asset}.`) : place;
  });
  return { dates, assets: [...chosen], values: values.map((row) => places.map((i) => row[i]!)) };
}

/** One column without its missing values. */
export function columnOf({ values }: TimeTable, i: number): number[] {
  return values.map((row) => row[i]!).filter((value) => !Number.isNaN(value));
}
