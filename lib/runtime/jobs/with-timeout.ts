import { StepFailure } from "#lib/step-failure.ts";

/**
 * Returns the result of `work`, or throws a `StepFailure` after `limitMs` or when `cancelled` aborts. The signal asks
 * the work to stop. Work that ignores the signal is abandoned, and its result no longer counts.
 */
export async function withTimeout<T>(
  limitMs: number,
  cancelled: AbortSignal,
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
  const onCancelled = () => stop(new StepFailure("unwanted", "This step is no longer needed."));
  cancelled.addEventListener("abort", onCancelled, { once: true });
  try {
    return await Promise.race([work(late.signal), promise]);
  } finally {
    clearTimeout(timer);
    cancelled.removeEventListener("abort", onCancelled);
  }
}
