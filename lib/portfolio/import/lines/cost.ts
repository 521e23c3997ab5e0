import type { Amounts } from "./amounts.ts";
import { currencyOf } from "./currency-of.ts";
import { readFigure } from "./decimals.ts";
import type { LineContext } from "./line-context.ts";
import type { LineFacts } from "./line-kind.ts";

/**
 * What was paid, in the currency of the line; `null` where the file does not say it, a note where it cannot be used.
 */
export function costOf(
  facts: LineFacts,
  amounts: Amounts,
  context: LineContext,
): number | string | null {
  const { columns, decimals, defaults } = context;
  const total = readFigure(facts.row, columns.at.costBasis, decimals);
  if (total === undefined) return "What was paid cannot be read as a number";
  if (total === null) return unitCostOf(facts, amounts, context);
  const { named } = currencyOf(facts.row, "costBasis", columns, defaults);
  if (named !== null && named.code !== amounts.in?.code) return null;
  // "GBX" beside a value that turned out to be in pounds is not said of what was paid, either.
  const whole = named?.factor === 0.01 && amounts.value === facts.value;
  return total.number * (whole ? 1 : (named?.factor ?? 1));
}

function unitCostOf(
  { row }: LineFacts,
  amounts: Amounts,
  { columns, decimals, defaults }: LineContext,
): number | string | null {
  const one = readFigure(row, columns.at.unitCost, decimals);
  if (one === undefined) return "What was paid cannot be read as a number";
  const own = currencyOf(row, "unitCost", columns, defaults);
  const price = currencyOf(row, "price", columns, defaults);
  const codes = [own.named?.code, price.named?.code, amounts.in?.code];
  if (one === null || new Set(codes).size > 1) return null;
  const inPence = own.explicit && own.named?.factor === 0.01;
  return Math.abs(amounts.units) * one.number * (inPence ? 0.01 : amounts.scale);
}
