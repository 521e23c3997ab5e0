import { z } from "zod";

const holding = z.strictObject({
  ticker: z.string().min(1).max(40),
  name: z.string().max(200).optional(),
  quantity: z.number(),
  price: z.number().optional(),
  value: z.number(),
  currency: z.string().regex(/^[A-Z]{3}$/u),
});

export const holdings = z.array(holding).min(1).max(10_000).meta({ title: "Holdings" });

export type Holdings = z.output<typeof holdings>;
