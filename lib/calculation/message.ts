import type { FinanceErrorCode } from "#lib/finance/errors.ts";

import type { CalculationName } from "./calculations.ts";

/** The message to a thread. */
export type Question = { name: CalculationName; input: unknown };

/** The answer of a thread. A refusal keeps its code, which an error loses between threads. */
export type Reply =
  | { kind: "answer"; value: unknown }
  | { kind: "refused"; code: FinanceErrorCode; message: string }
  | { kind: "broken"; error: Error };
