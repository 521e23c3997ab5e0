import { z } from "zod";

import { isPlainlySpelt } from "./look-alikes.ts";
import { isPlainName, notPlain } from "./plain-name.ts";

/** What a signal may be called, by those who wait for it and those who send it alike. */
export const signalName = z
  .string()
  .min(1)
  .max(100)
  .refine(isPlainName, { error: notPlain })
  .refine(isPlainlySpelt, {
    error: "This name contains characters that cannot be seen. Type it anew.",
  });
