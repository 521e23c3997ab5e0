import * as fc from "fast-check";
import { expect, test } from "vitest";

import { mergeSmallest } from "./donut-chart.tsx";
import { placeLabels } from "./place-labels.ts";
import { spread } from "./spread.ts";

const frame = { left: 44, right: 944, top: 28, bottom: 316 };

test("labels of points on a rising line stand off it, and stay in the frame", () => {
  const line = Array.from({ length: 50 }, (_, i) => ({ x: 100 + i * 16, y: 300 - i * 5 }));
  const points = [line[10]!, line[30]!, { x: 604, y: 170 }];
  const labels = placeLabels(points, line, frame);
  expect(labels.map((label) => label.anchor)).toEqual(["end", "end", "start"]);
  for (const { y } of labels) expect(y).toBeGreaterThan(frame.top);
});

test("a point in a corner is labelled towards the middle", () => {
  const [label] = placeLabels([{ x: 50, y: 40 }], [], frame);
  expect(label).toMatchObject({ anchor: "start" });
  expect(label!.y).toBeGreaterThan(40);
});

test("two points at one place get labels at different places", () => {
  const [a, b] = placeLabels(
    [
      { x: 500, y: 150 },
      { x: 502, y: 150 },
    ],
    [],
    frame,
  );
  expect(a!.anchor === b!.anchor && Math.abs(a!.y - b!.y) < 30).toBe(false);
});

test("labels that fit are apart, within limits and in order; those with room do not move", () => {
  const heights = fc.array(fc.double({ min: 0, max: 300, noNaN: true }), { maxLength: 8 });
  fc.assert(
    fc.property(heights, (wanted) => {
      const placed = spread(wanted, 17, 14, 290);
      const sorted = placed.toSorted((a, b) => a - b);
      for (const [i, y] of sorted.entries()) {
        expect(y).toBeGreaterThanOrEqual(14 - 1e-9);
        expect(y).toBeLessThanOrEqual(290 + 1e-9);
        expect(y - (sorted[i - 1] ?? -Infinity)).toBeGreaterThanOrEqual(17 - 1e-9);
      }
    }),
  );
  expect(spread([200, 50, 100], 17, 0, 300)).toEqual([200, 50, 100]);
});

test("beyond eight parts the smallest become Other, and the whole stays the same", () => {
  const slices = Array.from({ length: 12 }, (_, i) => ({ label: `f${i}`, share: (i + 1) / 78 }));
  const merged = mergeSmallest(slices);
  expect(merged).toHaveLength(8);
  expect(merged.at(-1)).toMatchObject({ label: "Other" });
  expect(merged.reduce((sum, slice) => sum + slice.share, 0)).toBeCloseTo(1);
  expect(
    mergeSmallest([
      { label: "a", share: 1 },
      { label: "b", share: 0 },
    ]),
  ).toHaveLength(1);
});
