import { z } from "zod";

/** An amount of money. The currency is an ISO 4217 code. */
export const money = z
  .strictObject({
    amount: z.number().min(-1e12).max(1e12),
    currency: z.string().regex(/^[A-Z]{3}$/u, { error: "A currency is three capital letters." }),
  })
  .meta({ title: "Money" });

export const text = z.string().max(20_000).meta({ title: "Text" });
export const number = z.number().meta({ title: "Number" });
export const integer = z.int().meta({ title: "Whole number" });
export const yesNo = z.boolean().meta({ title: "Yes or no" });
export const date = z.iso.date().meta({ title: "Date" });
export const json = z.json().meta({ title: "Any value" });
export const percent = z
  .number()
  .min(-1_000)
  .max(1_000)
  .meta({ title: "Percent, 40 means 40%", "x-unit": "%" });
export const numberList = z.array(z.number()).max(10_000).meta({ title: "List of numbers" });
export const textList = z.array(z.string().max(2_000)).max(10_000).meta({ title: "List of texts" });
