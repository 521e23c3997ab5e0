/**
 * What the portfolio maths refuses, in a sentence for people. `invalid_input` is a mistake in what was given (a gap
 * in prices, weights that do not add up), `unsupported` something the library says it does not do, `unsolved` a
 * calculation that found no answer it could prove.
 */
export type FinanceErrorCode = "invalid_input" | "unsupported" | "unsolved";

/** An expected failure of a calculation. `message` is shown to people. */
export class FinanceError extends Error {
  override readonly name = "FinanceError";
  readonly code: FinanceErrorCode;

  constructor(code: FinanceErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Refuses what was given, with a sentence that says what is wrong or what to do. */
export function refuse(sentence: string): never {
  throw new FinanceError("invalid_input", sentence);
}
