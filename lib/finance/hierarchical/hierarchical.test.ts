import { describe, expect, test } from "vitest";

import { correlationOf } from "#lib/finance/estimate/covariance.ts";
import { seededRandom } from "#lib/finance/outlook/random.ts";

import {
  correlationDistance,
  cutIntoClusters,
  hierarchicalClusters,
  leavesOf,
} from "./clustering.ts";
import { hierarchicalEqualRisk, hierarchicalRiskParity, nestedClusters } from "./hierarchical.ts";
import { branchwiseLeafOrder, optimalLeafOrder } from "./leaf-order.ts";

const random = seededRandom(2);
const returns = Array.from({ length: 120 }, () => {
  const factors = [0, 1, 2].map(() => 0.01 * random.normal());
  return Array.from({ length: 9 }, (_, i) => factors[i % 3]! + 0.004 * random.normal());
});
const input = { returns, linkage: "ward", risk: "variance" } as const;
const distance = correlationDistance(
  correlationOf(
    returns[0]!.map((_, i) =>
      returns[0]!.map((_r, j) => returns.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
    ),
  ),
);

test("three groups of alike assets are found as three clusters", () => {
  const merges = hierarchicalClusters(distance, "ward");
  const cluster = cutIntoClusters(merges, 3);
  for (let i = 3; i < 9; i++) expect(cluster[i]).toBe(cluster[i % 3]);
  expect(new Set(cluster).size).toBe(3);
});

describe("leaf orders", () => {
  const length = (order: number[]) =>
    order.slice(1).reduce((sum, leaf, k) => sum + distance[order[k]!]![leaf]!, 0);

  test("hold every leaf once, the optimal one never longer than the others", () => {
    for (const linkage of ["single", "complete", "average", "ward"] as const) {
      const merges = hierarchicalClusters(distance, linkage);
      const best = optimalLeafOrder(merges, distance);
      const branchwise = branchwiseLeafOrder(merges, distance);
      expect(best.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
      expect(branchwise.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
      expect(length(best)).toBeLessThanOrEqual(length(branchwise) + 1e-12);
      expect(length(best)).toBeLessThanOrEqual(length(leavesOf(merges)) + 1e-12);
    }
  });
});

test("all three methods give long-only weights that add up to 1", async () => {
  const found = [
    hierarchicalRiskParity(input),
    hierarchicalEqualRisk(input),
    await nestedClusters(input),
  ];
  for (const weights of found) {
    expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 9);
    expect(Math.min(...weights)).toBeGreaterThanOrEqual(-1e-9);
  }
});

test("bounds are kept, and two assets share by inverse variance", () => {
  const bounds = returns[0]!.map(() => ({ min: 0.05, max: 0.14 }));
  for (const w of hierarchicalRiskParity({ ...input, bounds })) {
    expect(w).toBeGreaterThanOrEqual(0.05 - 1e-12);
    expect(w).toBeLessThanOrEqual(0.14 + 1e-12);
  }
  const pair = hierarchicalRiskParity({
    covariance: [
      [0.04, 0.01],
      [0.01, 0.01],
    ],
    linkage: "single",
    risk: "variance",
  });
  expect(pair[0]).toBeCloseTo(0.2, 12);
});

test("what cannot be clustered is refused in a sentence", () => {
  expect(() =>
    hierarchicalRiskParity({ covariance: [[1]], linkage: "single", risk: "variance" }),
  ).toThrow("At least two assets");
  expect(() =>
    hierarchicalRiskParity({
      covariance: [
        [1, 0],
        [0, 0],
      ],
      linkage: "single",
      risk: "variance",
    }),
  ).toThrow("without variance");
  expect(() =>
    hierarchicalRiskParity({
      covariance: [
        [1, 0],
        [0, 1],
      ],
      linkage: "single",
      risk: "cvar",
    }),
  ).toThrow("needs returns");
});
