const longestWait = 3_600_000;

/**
 * How long a server asked to be left alone, in milliseconds, an hour at most: `retry-after-ms`, or `retry-after` as
 * seconds or as a date. Undefined where it said nothing that can be read.
 */
export function retryAfterMs(
  headers: Readonly<Record<string, string>>,
  now: Date,
): number | undefined {
  const milliseconds = Number(headers["retry-after-ms"] ?? Number.NaN);
  const written = (headers["retry-after"] ?? "").trim().slice(0, 100);
  const seconds = written === "" ? Number.NaN : Number(written);
  const wait = Number.isFinite(milliseconds)
    ? milliseconds
    : Number.isFinite(seconds)
      ? seconds * 1_000
      : Date.parse(written) - now.getTime();
  return Number.isFinite(wait) ? Math.min(longestWait, Math.max(0, Math.round(wait))) : undefined;
}
