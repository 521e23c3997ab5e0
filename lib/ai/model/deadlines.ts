/** How long to wait for a model, in milliseconds. */
export type Limits = {
  /** Until the first character of the answer. */
  readonly first: number;
  /** Between two pieces of the answer. */
  readonly idle: number;
  /** For the whole answer. */
  readonly total: number;
};

export const usualLimits: Limits = { first: 45_000, idle: 20_000, total: 110_000 };

/** The reason of an abort by one of the limits. */
export class TooSlow extends Error {
  override readonly name = "TooSlow";
  readonly limit: keyof Limits;

  constructor(limit: keyof Limits) {
    super(`The ${limit} time limit has passed.`);
    this.limit = limit;
  }
}

/**
 * A signal that aborts with the outer signal or by a limit. The SDK's own `firstChunkMs` starts only when there is a
 * response, and its chat model has one only at the first piece of text. So a server that hangs would block us.
 */
export function watch(limits: Limits, outer: AbortSignal) {
  const controller = new AbortController();
  const abortBy = (limit: keyof Limits) => () => controller.abort(new TooSlow(limit));
  const total = setTimeout(abortBy("total"), limits.total);
  let next = setTimeout(abortBy("first"), limits.first);
  const stop = () => {
    clearTimeout(total);
    clearTimeout(next);
  };
  return {
    signal: AbortSignal.any([outer, controller.signal]),
    /** A piece of the answer has arrived. */
    progress() {
      clearTimeout(next);
      next = setTimeout(abortBy("idle"), limits.idle);
    },
    stop,
  };
}
