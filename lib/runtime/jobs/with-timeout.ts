import { StepFailure } from "#lib/step-failure.ts";

/**
 * What `work` returns, or a `StepFailure` after `limitMs` or when `unwanted` aborts. The signal tells the work to stop;
 * work that does not listen is left behind, and whatever it still does no longer counts.
 */
export async function withTimeout<T>(
  limitMs: number,
  unwanted: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const { promise, reject } = Promise.withResolvers<never>();
  const stop = (error: StepFailure) => {
    late.abort(error);
    reject(error);
  };
  const timer = setTimeout(() => {
    const seconds = Math.round(limitMs / 1_000);
    stop(new StepFailure("timeout", `There was no answer in ${seconds} s.`, { retryable: true }));
  }, limitMs);
  const onUnwanted = () => stop(new StepFailure("unwanted", "This step is no longer needed."));
  unwanted.addEventListener("abort", onUnwanted, { once: true });
  try {
    return await Promise.race([work(late.signal), promise]);
  } finally {
    clearTimeout(timer);
    unwanted.removeEventListener("abort", onUnwanted);
  }
}
