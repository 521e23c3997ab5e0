import { expect, test } from "vitest";

import { retryAfterMs } from "./retry-after.ts";

const now = new Date("2026-11-30T12:00:00Z");

test.each<[Record<string, string>, number | undefined]>([
  [{ "retry-after": "120" }, 120_000],
  [{ "retry-after": " 1.5 " }, 1_500],
  [{ "retry-after": "Mon, 30 Nov 2026 12:00:30 GMT" }, 30_000],
  [{ "retry-after": "Monday, 30-Nov-26 12:01:00 GMT" }, 60_000],
  [{ "retry-after": "Mon, 30 Nov 2026 11:00:00 GMT" }, 0],
  [{ "retry-after": "Tue, 30 Nov 2027 12:00:00 GMT" }, 3_600_000],
  [{ "retry-after": "-5" }, 0],
  [{ "retry-after-ms": "250", "retry-after": "9" }, 250],
  [{ "retry-after": "soon" }, undefined],
  [{ "retry-after": "" }, undefined],
  [{}, undefined],
])("%j", (headers, expected) => {
  expect(retryAfterMs(headers, now)).toBe(expected);
});
