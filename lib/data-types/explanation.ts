import { z } from "zod";

import { json } from "./basic.ts";

/** The result of an AI step: its text, data for later steps, and all that a reader needs to judge it. */
export const explanation = z
  .strictObject({
    text: z.string(),
    data: z.record(z.string(), json),
    confidence: z.strictObject({
      level: z.enum(["high", "medium", "low"]),
      score: z.number().min(0).max(1),
      reasons: z.array(z.string()),
    }),
    checks: z.array(
      z.strictObject({
        id: z.string(),
        label: z.string(),
        passed: z.boolean(),
        detail: z.string(),
      }),
    ),
    source: z.strictObject({
      kind: z.enum(["ai", "rules", "person"]),
      /** Empty where a person wrote. */
      model: z.string(),
      ms: z.number().min(0),
    }),
    inputsUsed: z.array(
      z.strictObject({
        label: z.string(),
        value: z.string(),
        origin: z.enum(["you", "solver", "data", "estimate"]),
      }),
    ),
    /** Every number in the text, where it stands, and the input that it repeats. */
    figures: z.array(
      z.strictObject({
        text: z.string(),
        index: z.int().min(0),
        matches: z.string().nullable(),
      }),
    ),
    edited: z.boolean(),
    /** The text before a person edited it. */
    original: z.string().nullable(),
    /** The writer's own certainty. It may lower the confidence, never raise it. */
    ownScore: z.number().min(0).max(1).exactOptional(),
  })
  .meta({ title: "Explanation" });

export type Explanation = z.output<typeof explanation>;
