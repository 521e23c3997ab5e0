import { adds } from "../cells/adds-up.ts";
import type { Named } from "../cells/currencies.ts";

/** The figures of a line as they stand in the file, with the currencies that belong to them. */
export type Figures = {
  readonly units: number | null;
  readonly price: number | null;
  readonly value: number | null;
  /** For contracts: how many of the underlying one stands for. */
  readonly multiplier: number | null;
  readonly priceIsPercent: boolean;
  readonly priceIn: Named | null;
  readonly valueIn: Named | null;
  /** Whether the value's currency is written with it, beside it or in its heading. */
  readonly valueIsExplicit: boolean;
  readonly isOption: boolean;
  /** Nominal of bonds is in units of currency, and their price is for 100 of them. */
  readonly isBond: boolean;
};

/**
 * What a line is worth: units × price = value, in one currency. `scale` is what a price of the file was multiplied by.
 */
export type Amounts = {
  readonly units: number;
  readonly price: number | null;
  readonly value: number;
  readonly in: Named | null;
  readonly scale: number;
  readonly notes: readonly string[];
  readonly addsUp: boolean;
};

/**
 * Settles the figures of a line, or says what is missing. Never takes a value on trust that contradicts itself
 * silently.
 */
export function amountsOf(
  figures: Figures,
  counts: "value" | "price" = "value",
): Amounts | { fault: string } {
  const { units, price, value, priceIn } = figures;
  if (units === null) return withoutUnits(figures);
  const scale = (priceIn?.factor ?? 1) * (figures.priceIsPercent ? 0.01 : 1);
  if (value === null) return withoutValue(figures, scale);
  if (price === null) return withoutPrice({ ...figures, units, value });
  return withAll(figures, { units, price, value, scale }, counts);
}

function withAll(
  figures: Figures,
  given: Own,
  counts: "value" | "price",
): Amounts | { fault: string } {
  const { priceIn, valueIn } = figures;
  const { units, value, scale } = given;
  const price = given.price * scale;
  const worth = value * (valueIn?.factor ?? 1);
  if (units === 0) return { fault: `0 units, but a value of ${shown(worth)}` };
  const differ = priceIn !== null && priceIn.code !== (valueIn?.code ?? priceIn.code);
  if (!differ) return compared(figures, { units, price, value: worth, scale }, counts);
  // The value names no currency, and it is in that of the price.
  if (!figures.valueIsExplicit && adds(units, price, value)) {
    return { units, price, value, in: priceIn, scale, notes: [], addsUp: true };
  }
  return converted(figures, worth, scale);
}

function withoutPrice({
  units,
  value,
  valueIn,
}: Figures & { units: number; value: number }): Amounts | { fault: string } {
  const worth = value * (valueIn?.factor ?? 1);
  if (units === 0) return { fault: `0 units, but a value of ${shown(worth)}` };
  const scale = valueIn?.factor ?? 1;
  return { units, price: worth / units, value: worth, in: valueIn, scale, notes: [], addsUp: true };
}

function withoutValue(figures: Figures, scale: number): Amounts | { fault: string } {
  const { units, price, multiplier, priceIn: named } = figures;
  if (price === null || units === null) {
    return { fault: "Neither a price nor a value stands in this line" };
  }
  const size = multiplier ?? (figures.isOption ? 100 : 1);
  const perHundred = figures.isBond && !figures.priceIsPercent && Math.abs(units) >= 100;
  const one = price * scale * size * (perHundred ? 0.01 : 1);
  const notes = size === 1 ? [] : [contract(size)];
  if (perHundred) notes.push("A bond: its price counts for 100 of the nominal");
  return { units, price: one, value: units * one, in: named, scale, notes, addsUp: true };
}

function withoutUnits({ price, value, priceIn, valueIn }: Figures): Amounts | { fault: string } {
  const differ = priceIn && valueIn && priceIn.code !== valueIn.code;
  if (!price || value === null || differ) {
    return { fault: "No number of units stands in this line" };
  }
  const [one, worth] = [price * (priceIn?.factor ?? 1), value * (valueIn?.factor ?? 1)];
  const notes = ["The units are the value divided by the price"];
  return {
    units: worth / one,
    price: one,
    value: worth,
    in: valueIn ?? priceIn,
    scale: priceIn?.factor ?? 1,
    notes,
    addsUp: true,
  };
}

/** A price in the currency of the investment beside a value in that of the account. */
function converted(
  { units, price, priceIn, valueIn }: Figures,
  worth: number,
  scale: number,
): Amounts {
  const note = `The price in the file is ${shown(price! * scale)} ${priceIn!.code}. Here it is the value divided by the units`;
  return {
    units: units!,
    price: worth / units!,
    value: worth,
    in: valueIn,
    scale,
    notes: [note],
    addsUp: true,
  };
}

type Own = { units: number; price: number; value: number; scale: number };

function compared(figures: Figures, own: Own, counts: "value" | "price"): Amounts {
  const { units, price, value, scale } = own;
  const named = figures.valueIn ?? figures.priceIn;
  const result = { units, value, in: named, addsUp: true };
  if (adds(units, price, value)) return { ...result, price, scale, notes: [] };
  // A short position whose worth is written without its sign.
  if (units < 0 && value > 0 && adds(units, price, -value)) {
    return {
      ...result,
      value: -value,
      price,
      scale,
      notes: ["Sold short: its value counts as owed"],
    };
  }
  const found = rescaled(figures, own);
  if (found) return { ...result, ...found };
  // The price says its currency and the value does not: they may be in two.
  if (figures.valueIn === null && figures.priceIn !== null && figures.priceIn.factor === 1) {
    return { ...converted(figures, value, scale), in: null };
  }
  const note = `Units times price is ${shown(units * price)}, but the value is ${shown(value)}`;
  return counts === "price"
    ? {
        ...result,
        price,
        value: units * price,
        scale,
        notes: [`${note}. Units times price counts`],
        addsUp: false,
      }
    : {
        ...result,
        price: value / units,
        scale,
        notes: [`${note}. The value counts`],
        addsUp: false,
      };
}

const cents: ReadonlySet<string> = new Set(["GBP", "ZAR", "ILS"]);

type Rescaled = { price: number; value?: number; scale: number; notes: readonly string[] };

/** Prices in pence, per 100 of a bond's nominal, or for one share where a contract stands for many. */
function rescaled(figures: Figures, own: Own): Rescaled | null {
  const { multiplier, isOption, priceIn, valueIn } = figures;
  const { units, price, value, scale } = own;
  const inPence = scale === 0.01 ? besidePence(own, valueIn?.factor === 0.01) : null;
  if (inPence) return inPence;
  if (adds(units, price * 0.01, value)) {
    const isPence = cents.has((valueIn ?? priceIn)?.code ?? "");
    const why = isPence ? "The price in the file is in pence" : "The price in the file is for 100";
    return { price: price * 0.01, scale: scale * 0.01, notes: [why] };
  }
  const size = multiplier ?? (isOption ? 100 : 1);
  if (size === 1 || !adds(units, price * size, value)) return null;
  return { price: price * size, scale: scale * size, notes: [contract(size)] };
}

/** "GBX" or "(pence)" may be said of a price alone, or of the value, too. */
function besidePence(
  { units, price, value, scale }: Own,
  valueSaysPence: boolean,
): Rescaled | null {
  if (valueSaysPence && adds(units, price, value * 100)) {
    return { price, value: value * 100, scale, notes: ["The price is in pence, the value is not"] };
  }
  if (valueSaysPence || !adds(units, price * 100, value)) return null;
  return { price, value: value * 0.01, scale, notes: ["The price and the value are in pence"] };
}

function contract(size: number): string {
  return `One contract stands for ${shown(size)}: the price here is for the whole contract`;
}

/** A figure as notes say it. */
export function shown(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 2 });
}
