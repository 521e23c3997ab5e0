import { expect, test } from "vitest";

import { catalog } from "../registry.ts";

const now = Date.parse("2026-06-01T12:00:00Z");
const timer = catalog.operations.get("wait.for");
const signal = catalog.operations.get("wait.signal");

test("a wait in seconds counts from now", () => {
  expect(timer?.waitFor?.({ seconds: 90 }, {}, now)).toEqual({ kind: "time", at: now + 90_000 });
});

test("a moment comes from the input, and one in the past is reached at once", () => {
  const at = Date.parse("2026-01-31");
  expect(timer?.waitFor?.({}, { until: "2026-01-31" }, now)).toEqual({ kind: "time", at });
});

test.each(["tomorrow", "12", ""])(
  "%j is no moment, and the sentence says how to write one",
  (until) => {
    expect(() => timer?.waitFor?.({}, { until }, now)).toThrow("2027-01-31");
  },
);

test("a wait that names neither is refused", () => {
  expect(() => timer?.waitFor?.({}, {}, now)).toThrow("how many seconds");
});

test("a signal is known by its name", () => {
  expect(signal?.waitFor?.({ name: "paid" }, {}, now)).toEqual({ kind: "signal", name: "paid" });
});
