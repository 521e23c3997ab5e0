import { z } from "zod";

import { roles } from "#lib/portfolio/import/table/heading-words.ts";
import { delimiters } from "#lib/portfolio/import/table/tokenise.ts";

import type { ReadOptions } from "./reading.ts";

/** What a person may decide about a file, as it comes from a form, a draft, a program or the terminal. */
export const readOptions: z.ZodType<ReadOptions> = z.object({
  delimiter: z.enum(delimiters).exactOptional(),
  decimal: z.enum(["point", "comma"]).exactOptional(),
  dates: z.enum(["day-month-year", "month-day-year", "year-month-day"]).exactOptional(),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/u)
    .exactOptional(),
  usualCurrency: z
    .string()
    .regex(/^[A-Z]{3}$/u)
    .exactOptional(),
  pence: z.enum(["pence", "pounds"]).exactOptional(),
  table: z.coerce.number().int().min(1).max(10_000).exactOptional(),
  amounts: z.enum(["value", "price"]).exactOptional(),
  columns: z.record(z.string().max(2_000), z.enum(roles)).exactOptional(),
  keepLines: z.array(z.coerce.number().int().min(1)).max(1_000).exactOptional(),
});
