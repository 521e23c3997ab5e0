import { z } from "zod";

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/u);

/**
 * One thing that somebody holds. A ticker, a name or an ISIN says which; funds and certificates often have no ticker.
 */
const holding = z
  .strictObject({
    ticker: z.string().min(1).max(40).optional(),
    name: z.string().max(200).optional(),
    isin: z
      .string()
      .regex(/^[A-Z]{2}[A-Z0-9]{9}\d$/u)
      .optional(),
    quantity: z.number(),
    /** For one unit, in `currency`. */
    price: z.number().optional(),
    value: z.number(),
    currency: z.string().regex(/^[A-Z]{3}$/u),
    account: z.string().min(1).max(100).optional(),
    /** What was paid for all of it, in `currency`. */
    costBasis: z.number().optional(),
    acquired: day.optional(),
  })
  .refine(({ ticker, name, isin }) => ticker !== undefined || isin !== undefined || Boolean(name), {
    error: "A holding needs a ticker, a name or an ISIN",
  });

export const holdings = z.array(holding).min(1).max(10_000).meta({ title: "Holdings" });

export type Holdings = z.output<typeof holdings>;
