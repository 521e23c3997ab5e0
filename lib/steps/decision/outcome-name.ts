import { z } from "zod";

import { isPlainName, notPlain } from "#lib/engine/value/plain-name.ts";

/** The name of an outcome of a decision. `error` is reserved for edges from failed steps. */
export const outcomeName = z
  .string()
  .regex(/^[A-Za-z_][\w-]{0,99}$/u, {
    error: "An outcome is letters, digits, dashes and underscores.",
  })
  .refine(isPlainName, { error: notPlain })
  .refine((name) => name !== "error", { error: "The outcome “error” is kept for failed steps." });
