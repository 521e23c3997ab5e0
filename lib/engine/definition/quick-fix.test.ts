import { expect, test } from "vitest";

import { applyQuickFix, type Edit } from "./quick-fix.ts";

const document = { steps: [{ id: "a", dependencies: ["b"] }], inputs: { x: 1 } };

function after(...changes: Edit[]): unknown {
  return applyQuickFix(document, { title: "Repair", changes });
}

test.each<[string, Edit, unknown]>([
  [
    "sets a field",
    { op: "set", path: ["steps", 0, "id"], value: "z" },
    { ...document, steps: [{ id: "z", dependencies: ["b"] }] },
  ],
  [
    "appends to a list",
    { op: "set", path: ["steps", 0, "dependencies", 1], value: "c" },
    { ...document, steps: [{ id: "a", dependencies: ["b", "c"] }] },
  ],
  [
    "makes what was left to its default",
    { op: "set", path: ["steps", 0, "inputs", "y"], value: "1" },
    { ...document, steps: [{ id: "a", dependencies: ["b"], inputs: { y: "1" } }] },
  ],
  [
    "makes a list that was left out",
    { op: "set", path: ["exitPoints", 0], value: "a" },
    { ...document, exitPoints: ["a"] },
  ],
  ["removes a field", { op: "remove", path: ["inputs", "x"] }, { ...document, inputs: {} }],
  [
    "removes from a list",
    { op: "remove", path: ["steps", 0, "dependencies", 0] },
    { ...document, steps: [{ id: "a", dependencies: [] }] },
  ],
  [
    "leaves out what is no longer there",
    { op: "remove", path: ["steps", 5, "dependencies", 0] },
    document,
  ],
  [
    "leaves out what has another form now",
    { op: "set", path: ["inputs", "x", "type"], value: 1 },
    document,
  ],
])("%s", (_, change, expected) => {
  const before = structuredClone(document);
  expect(after(change)).toEqual(expected);
  expect(document).toEqual(before);
});

test("changes come one after the other", () => {
  expect(
    after({ op: "remove", path: ["inputs", "x"] }, { op: "set", path: ["inputs", "y"], value: 2 }),
  ).toMatchObject({ inputs: { y: 2 } });
});

test("a field called __proto__ is a field like any other", () => {
  const fixed = after({ op: "set", path: ["inputs", "__proto__"], value: { polluted: true } });
  expect(JSON.stringify(fixed)).toContain('"__proto__":{"polluted":true}');
  expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false);
});
