import { describe, expect, test } from "vitest";

import { operationOf, sampleDefinition, sampleStep } from "#tests/support/definitions.ts";
import { readingCatalog } from "#tests/support/reading-definitions.ts";

import { validateDefinition } from "./validate-definition.ts";

const gives = { gives: { facts: "facts", extra: "number?", text: "text", any: "json" } };
const ask = { ...operationOf.ask, config: gives };

/** Of a and b exactly one has run where the output is calculated, `big` perhaps, `first` certainly. */
function problemsOf(expression: string, at: "output" | "input" = "output"): readonly string[] {
  const steps = [
    sampleStep("first", ask),
    sampleStep("p", { ...operationOf.pick, config: { options: ["x", "y"] } }),
    sampleStep("a", { ...ask, dependencies: [{ step: "p", on: "x" }] }),
    sampleStep("b", { ...ask, dependencies: [{ step: "p", on: "y" }] }),
    sampleStep("big", { ...ask, when: "inputs.flag > 2", dependencies: ["first"] }),
    sampleStep("end", {
      ...operationOf.ask,
      dependencies: ["a", "b", "big"],
      ...(at === "input" && {
        config: { takes: { value: "json" } },
        inputs: { value: expression },
      }),
    }),
  ];
  const document = sampleDefinition(steps, {
    inputs: {
      flag: { type: "number" },
      k: { type: "number", optional: true },
      data: { type: "facts", optional: true },
    },
    ...(at === "output" && { outputs: { value: expression } }),
  });
  return validateDefinition(document, readingCatalog).problems.map(({ message }) => message);
}

describe("a guard counts where it guards", () => {
  test.each([
    `has(steps.big) ? "yes" : steps.big.text`,
    `coalesce(steps.big.text, "") + steps.big.text`,
    `[has(steps.big), steps.big.text == "B"]`,
    `has(steps.big) || steps.big.text == "B"`,
    `!has(steps.big) && steps.big.text == "B"`,
    `!(has(steps.big) && true) && steps.big.text == "B"`,
    `steps.big.text == "B" && has(steps.big)`,
    `coalesce(steps.big.text, steps.big.text)`,
    `coalesce(steps.a.text, steps.big.text)`,
    `has(steps.big) || has(steps.a) ? steps.big.text : ""`,
    `{"there": has(steps.big), "text": steps.big.text}`,
    `steps.first.facts.list.map(i, has(steps.big) ? 1 : size(steps.big.text))`,
    `steps.first.facts.list.exists(i, has(steps.big)) ? 1 : size(steps.big.text)`,
    `has(inputs.k) ? 1 : inputs.k`,
    `coalesce(inputs.k, 0) + inputs.k`,
    `[has(inputs.k), inputs.k > 2]`,
    `has(inputs.data) ? inputs.data.m : 0`,
    `has(steps.first.facts.m) ? 1 : steps.first.facts.m`,
    `coalesce(steps.first.extra, 1) + steps.first.extra`,
    `sum(steps.first.facts.list.map(i, i.w))`,
    `steps.first.facts.list.map(i, has(i.w) ? 1 : i.w)`,
    `steps.first.facts.list.filter(i, !has(i.w)).map(i, i.w)`,
    `inputs.flag > 1 ? steps.big.text : ""`,
    `steps.first.facts.maybe + 1`,
    `steps.first.facts.maybe == null ? steps.first.facts.maybe + 1 : 0`,
    `1 + (has(steps.first.facts.maybe) ? steps.first.facts.maybe : 0)`,
    `1 + coalesce(steps.a.facts.maybe, steps.b.facts.maybe)`,
    `steps.first.facts.list.map(i, steps.first.facts.maybe * 2)`,
  ])("%s is refused", (expression) => {
    expect(problemsOf(expression).join("\n")).toMatch(/has no value|may be missing/u);
    expect(problemsOf(expression, "input").join("\n")).toMatch(/has no value|may be missing/u);
  });
});

describe("natural forms pass", () => {
  test.each([
    `!has(steps.big)`,
    `!has(steps.big) ? "" : steps.big.text`,
    `has(steps.big) && steps.big.text == "B"`,
    `!has(steps.big) || steps.big.text == "B"`,
    `has(steps.big.text) ? steps.big.text : ""`,
    `coalesce(steps.a.text, steps.b.text)`,
    `coalesce(steps.big.text, steps.a.text, steps.b.text)`,
    `has(steps.a) ? steps.a.text : steps.b.text`,
    `has(steps.a) ? steps.a.text : has(steps.big) ? steps.big.text : steps.b.text`,
    `coalesce(steps.a.any, steps.b.any)`,
    `has(steps.a) == true ? steps.a.text : steps.b.text`,
    `inputs.flag > 2 ? steps.big.text : ""`,
    `inputs.flag <= 2 || steps.big.text == "B"`,
    `has(inputs.k) && inputs.k > 2`,
    `has(inputs.data) && has(inputs.data.m) ? inputs.data.m : 0`,
    `has(inputs.data.m) ? inputs.data.m + inputs.data.n : 0`,
    `steps.first.facts.maybe != null ? 1 : 2`,
    `steps.first.facts.maybe`,
    `[steps.first.facts.maybe, 1]`,
    `steps.first.facts.maybe != null && steps.first.facts.maybe > 2`,
    `coalesce(steps.first.facts.maybe, 0) + 1`,
    `coalesce(steps.a.facts.maybe, steps.b.facts.maybe, 0) + 1`,
    `sum(steps.first.facts.list.filter(i, has(i.w)).map(j, j.w))`,
    `steps.first.facts.list.map(i, coalesce(i.w, 0))`,
    `steps.first.facts.list.all(i, !has(i.w) || i.w > 0)`,
    `steps.first.facts.list.map(i, has(steps.big) ? steps.big.text : i.text)`,
  ])("%s", (expression) => {
    expect(problemsOf(expression)).toEqual([]);
    expect(problemsOf(expression, "input")).toEqual([]);
  });
});

describe("lists that may be empty and divisors that may be 0 need a guard, which the message names", () => {
  test.each<[string, RegExp]>([
    ["steps.first.facts.list[0].text", /may be empty.*size\(steps\.first\.facts\.list\) > 0 \?/u],
    ["steps.first.facts.list[1].text", /fewer than 2 items.*size\(.*\) > 1 \?/u],
    ["size(steps.first.facts.list) > 0 ? steps.first.facts.list[1].text : ''", /fewer than 2/u],
    ["steps.first.facts.list[size(steps.first.facts.list) - 1].text", /may be empty/u],
    ["steps.first.facts.list[-1].text", /counted from 0/u],
    ["steps.first.facts.list[int(inputs.flag)].text", /coalesce\(steps\.first/u],
    ["steps.first.facts.list.filter(i, has(i.w))[0].text", /size\(.*\) > 0 \?/u],
    ["history.first[0].text", /history\.first is empty in the first iteration/u],
    ["max(steps.first.facts.list.map(i, 1))", /may be empty.*size\(.*\) > 0 \? max\(/u],
    ["min([])", /may be empty/u],
    ["avg(history.first.map(i, i.facts.n))", /may be empty/u],
    ["inputs.flag / size(steps.first.facts.list)", /may be 0.*size\(.*\) != 0 \?/u],
    ["inputs.flag / steps.first.facts.n", /steps\.first\.facts\.n != 0 \?/u],
    ["7 % inputs.flag", /inputs\.flag != 0 \?/u],
    ["inputs.flag >= 0 ? 1 / inputs.flag : 0", /may be 0/u],
    ["1 / (inputs.flag - 3)", /inputs\.flag - 3/u],
  ])("%s", (expression, message) => {
    expect(problemsOf(expression).join("\n")).toMatch(message);
  });

  test.each([
    "size(steps.first.facts.list) > 0 ? steps.first.facts.list[0].text : ''",
    "steps.first.facts.list != [] ? steps.first.facts.list[0].text : ''",
    "size(steps.first.facts.list) == 2 ? steps.first.facts.list[1].text : ''",
    "2 <= size(steps.first.facts.list) ? steps.first.facts.list[1].text : ''",
    "size(steps.first.facts.list) == 0 || steps.first.facts.list[0].text == 'a'",
    "steps.first.facts.list.size() > 1 ? steps.first.facts.list[size(steps.first.facts.list) - 2].text : ''",
    "coalesce(steps.first.facts.list[0].text, 'none')",
    "coalesce(steps.first.facts.list.filter(i, has(i.w))[0].text, 'none')",
    "has(steps.first.facts.list[3]) ? steps.first.facts.list[3].text : ''",
    "size(history.first) > 0 ? history.first[0].text : ''",
    "coalesce(history.first[size(history.first) - 1].text, '')",
    "size(steps.first.facts.list) > 0 ? max(steps.first.facts.list.map(i, coalesce(i.w, 0))) : 0",
    "max([inputs.flag, 2])",
    "steps.first.facts.list.map(i, 1 / size(steps.first.facts.list))",
    "steps.first.facts.n != 0 ? inputs.flag / steps.first.facts.n : 0",
    "steps.first.facts.n > 2 ? inputs.flag / steps.first.facts.n : 0",
    "steps.first.facts.n == 0 ? 0 : inputs.flag / steps.first.facts.n",
    "inputs.flag / max(size(steps.first.facts.list), 1)",
    "inputs.flag / (size(steps.first.facts.list) + 1)",
    "inputs.flag == 3 ? 0 : 1 / (inputs.flag - 3)",
    "inputs.flag / 12 + 7 % 2",
  ])("%s", (expression) => {
    expect(problemsOf(expression)).toEqual([]);
  });
});
