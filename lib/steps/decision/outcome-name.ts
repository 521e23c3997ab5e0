import { z } from "zod";

import { isPlainName, notPlain } from "#lib/engine/value/plain-name.ts";

/** Names the ways on from a decision. `error` is taken: edges from failed steps carry it. */
export const outcomeName = z
  .string()
  .regex(/^[A-Za-z_][\w-]{0,99}$/u, {
    error: "An outcome is letters, digits, dashes and underscores.",
  })
  .refine(isPlainName, { error: notPlain })
  .refine((name) => name !== "error", { error: "The outcome “error” is kept for failed steps." });
