import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { type Repeated, Repeats } from "./repeats.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function counting() {
  const told: Repeated[] = [];
  const repeats = new Repeats((repeated) => told.push({ ...repeated }));
  const meet = (kind: string, reference?: string) =>
    repeats.isNew(kind, { level: "error", message: kind, ...(reference && { reference }) });
  return { told, repeats, meet };
}

test("the first is new, those after it are counted and told of together, with their references", () => {
  const { meet, told } = counting();
  expect(meet("a")).toBe(true);
  expect(meet("b")).toBe(true);
  for (let i = 0; i < 1_000; i += 1) expect(meet("a", `r${i}`)).toBe(false);
  expect(told).toEqual([]);
  vi.advanceTimersByTime(60_000);
  expect(told).toMatchObject([{ message: "a", times: 1_000 }]);
  expect(told[0]?.references.slice(0, 2)).toEqual(["r0", "r1"]);
  expect(told[0]?.references).toHaveLength(20);
});

test("what stopped coming is new when it comes again, what goes on is told of ever more rarely", () => {
  const { meet, told } = counting();
  meet("a");
  vi.advanceTimersByTime(60_000);
  expect(meet("a")).toBe(true);
  for (let minute = 0; minute < 120; minute += 1) {
    meet("a");
    vi.advanceTimersByTime(60_000);
  }
  expect(told.length).toBeLessThan(9);
});

test("very many different ones are one flood", () => {
  const { meet, told, repeats } = counting();
  const seen = Array.from({ length: 10_000 }, (_, i) => meet(`kind ${i}`));
  expect(seen.filter(Boolean).length).toBeLessThan(300);
  repeats.flush();
  expect(told).toMatchObject([{ message: "many different failures at once", times: 9_799 }]);
});
