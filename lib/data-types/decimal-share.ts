import { z } from "zod";

/** A share as a decimal, from `least` to 1. What was typed as a percentage is told how to be written. */
export function decimalShare(least: number) {
  return z
    .number({ error: "Use a decimal number: 0.085 is 8.5%." })
    .min(least, { error: `Use a decimal number from ${least} to 1: 0.085 is 8.5%.` })
    .max(1, { error: ({ input }) => asDecimal(input) });
}

/** "Write 8.5% as 0.085": for a number above 1 that can only have been meant as a percentage. */
export function asDecimal(typed: unknown): string {
  if (typeof typed !== "number" || !(Math.abs(typed) <= 100))
    return "Use a decimal number up to 1: 0.085 is 8.5%.";
  return `Shares are decimals here: write ${typed}% as ${Number((typed / 100).toPrecision(12))}.`;
}
