import { expect, test } from "vitest";

import { filterTemplates } from "./facets.ts";

const template = (workflowId: string, category: string, level: string) => ({
  id: workflowId,
  workflowId,
  name: workflowId,
  description: "",
  category,
  version: "1.0.0",
  usageCount: 0,
  template: { level, aiUse: "None" },
});

const rows = [
  template("a", "portfolio_creation", "new"),
  template("b", "portfolio_creation", "some"),
  template("c", "risk_assessment", "new"),
];
const ids = (search: Record<string, string | string[]>) =>
  filterTemplates(rows, search).templates.map(({ workflowId }) => workflowId);

test("boxes of one facet widen the choice, facets together narrow it", () => {
  expect(ids({})).toEqual(["a", "b", "c"]);
  expect(ids({ level: ["new", "some"] })).toEqual(["a", "b", "c"]);
  expect(ids({ category: "portfolio_creation", level: "new" })).toEqual(["a"]);
  expect(ids({ category: "nothing" })).toEqual([]);
});

test("each box says how many it would leave beside what the other facets say", () => {
  const { facets, ticked } = filterTemplates(rows, { level: "new" });
  expect(ticked).toBe(1);
  expect(facets[0]?.options).toEqual([
    { value: "portfolio_creation", label: "Build a portfolio", count: 1, checked: false },
    { value: "risk_assessment", label: "Risk assessment", count: 1, checked: false },
  ]);
  expect(facets[1]?.options.map(({ label, count, checked }) => [label, count, checked])).toEqual([
    ["New", 2, true],
    ["Some", 1, false],
  ]);
});
