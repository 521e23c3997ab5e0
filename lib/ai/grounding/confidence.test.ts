import * as fc from "fast-check";
import { expect, test } from "vitest";

import { confidenceOf } from "./confidence.ts";
import type { FactCheck, InputUsed } from "./fact.ts";
import type { Figure } from "./match-figures.ts";

const you: InputUsed = { label: "Amount", value: "$1", origin: "you" };
const estimate: InputUsed = { label: "Returns", value: "5%", origin: "estimate" };
const right: Figure = { text: "5%", index: 0, matches: "a" };
const wrong: Figure = { text: "9%", index: 9, matches: null };
const check = (id: string, passed: boolean): FactCheck => ({
  id,
  label: `About ${id}`,
  passed,
  detail: "",
});
const sound = { figures: [right], inputsUsed: [you], checks: [check("total", true)], ownScore: 1 };

test("everything in order is high, and says why", () => {
  expect(confidenceOf(sound)).toEqual({ level: "high", score: 1, reasons: ["Every check passed"] });
});

test.each([
  [
    "2 of 7 inputs are estimates",
    { inputsUsed: [you, you, you, you, you, estimate, estimate] },
    "medium",
  ],
  ["1 of 2 inputs is an estimate", { inputsUsed: [you, estimate] }, "medium"],
  ["2 of 3 inputs are estimates", { inputsUsed: [you, estimate, estimate] }, "low"],
  ["No inputs were given to write from", { inputsUsed: [] }, "low"],
  [
    "1 of 10 figures match no input",
    { figures: [...Array.from({ length: 9 }, () => right), wrong] },
    "medium",
  ],
  ["1 of 4 figures match no input", { figures: [right, right, right, wrong] }, "low"],
  ["About age", { checks: [check("age", false)] }, "medium"],
  ["About certificate", { checks: [check("certificate", false)] }, "low"],
  ["The writer is not sure of this text itself", { ownScore: 0.3 }, "low"],
] as const)("%s", (reason, change, level) => {
  const confidence = confidenceOf({ ...sound, ...change });
  expect(confidence.level).toBe(level);
  expect(confidence.reasons).toEqual([reason]);
});

const findings = fc.record({
  figures: fc.array(fc.constantFrom(right, wrong), { maxLength: 12 }),
  inputsUsed: fc.array(fc.constantFrom(you, estimate), { minLength: 1, maxLength: 8 }),
  checks: fc.array(
    fc
      .record({ id: fc.constantFrom("total", "age", "x"), passed: fc.boolean() })
      .map((c) => check(c.id, c.passed)),
    { maxLength: 5 },
  ),
  ownScore: fc.double({ min: -1, max: 2 }),
});

test("the writer's own score never raises it", () => {
  fc.assert(
    fc.property(findings, (found) => {
      const checked = confidenceOf({ ...found, ownScore: 1 });
      expect(confidenceOf(found).score).toBeLessThanOrEqual(checked.score);
    }),
  );
});

test("one more bad finding never raises it", () => {
  fc.assert(
    fc.property(findings, (found) => {
      const { score } = confidenceOf(found);
      const worse = [
        { ...found, checks: [...found.checks, check("age", false)] },
        { ...found, inputsUsed: [...found.inputsUsed, estimate] },
        { ...found, figures: [...found.figures, wrong] },
      ];
      for (const other of worse) expect(confidenceOf(other).score).toBeLessThanOrEqual(score);
      expect(confidenceOf(found).reasons.length).toBeGreaterThan(0);
    }),
  );
});
