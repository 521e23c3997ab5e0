import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { Json } from "#lib/engine/value/json.ts";

import { dynamicEnvironment } from "./environment.ts";
import { ExpressionError, parseExpression, type Scope } from "./expression.ts";
import { toJson } from "./result.ts";

const scope: Scope = {
  inputs: { amount: 1200, name: "Ada", none: null, goals: ["house", "car"] },
  steps: {
    risk: { assessment: { level: 2, note: "calm", flags: { checked: true } } },
    "odd-id.with-dots": { x: 7 },
    holdings: {
      list: [
        { ticker: "A", value: 10.5, shares: 2 },
        { ticker: "B", value: 4, shares: 1 },
      ],
    },
    ladder: undefined,
  },
};

function evaluate(source: string, over: Scope = scope): Json {
  const parsed = parseExpression(source);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.expression.evaluate(over);
}

function refusal(source: string): string {
  const parsed = parseExpression(source);
  return parsed.ok ? `accepted: ${source}` : parsed.message;
}

describe("values", () => {
  test.each<[string, Json]>([
    ["12", 12],
    ["steps.risk.assessment.level <= 2", true],
    ["steps.risk.assessment.level == 2", true],
    ["2 == steps.risk.assessment.level && 3 != steps.risk.assessment.level", true],
    ["1 / 3 * 3.0", 1],
    ["7 / 2", 3.5],
    ["inputs.amount / 12", 100],
    ["inputs.amount * 1.5 + 1 - 0.5", 1800.5],
    ["inputs.amount % 7 + 5 % 2.5", 3],
    ["-inputs.amount", -1200],
    ["0 * -inputs.amount", 0],
    ["inputs.amount > 1000 ? 0.5 : 0", 0.5],
    ["inputs.amount > 5000 ? 'much' : null", null],
    ['steps["odd-id.with-dots"].x + 1', 8],
    ["sum(steps.holdings.list.map(h, h.value * h.shares))", 25],
    ["avg([1, 2, 4.5])", 2.5],
    ["min(3, 2.5) + max([1, 2])", 4.5],
    ["round(1.005, 2)", 1.01],
    ["round(-2.5)", -3],
    ["round(1e-9, 3)", 0],
    ["round(123456.785, 2)", 123_456.79],
    ["abs(-3) + floor(1.7) + ceil(1.2) + sqrt(4) + pow(2, 3)", 16],
    ["size(steps.holdings.list) - 1", 1],
    ["steps.holdings.list[size(steps.holdings.list) - 1].ticker", "B"],
    ["inputs.goals[0] + '!'", "house!"],
    ["[10, 20, 30][steps.risk.assessment.level]", 30],
    ["steps.risk.assessment.level in [1, 2]", true],
    ["'car' in inputs.goals", true],
    ["[1, 2.5, 'x', null]", [1, 2.5, "x", null]],
    ["{'a': inputs.amount, 'b': [true]}", { a: 1200, b: [true] }],
    ["steps.holdings.list.filter(h, h.value > 5).map(h, h.ticker)", ["A"]],
    ["steps.holdings.list.exists(h, h.ticker == 'B')", true],
    ["string(inputs.amount) + ' for ' + inputs.name", "1200 for Ada"],
    ["int(2.9)", 2],
    ["{'a': 1, 'b': 'x'} == {'b': 'x', 'a': 1.0}", true],
    ["[1, 'a'] != ['a', 1]", true],
    ["inputs.none == null", true],
    ["a.all(x, x)".replace("a", "[true, false]"), false],
  ])("%s is %j", (source, expected) => {
    expect(evaluate(source)).toEqual(expected);
  });
});

describe("values that may be missing", () => {
  test.each<[string, Json]>([
    ["has(steps.ladder.months)", false],
    ["has(steps.risk.assessment.flags.checked)", true],
    ["has(steps.risk.assessment.flags.other.deeper)", false],
    ['has(steps["odd-id.with-dots"].x)', true],
    ["coalesce(steps.ladder.months, 1)", 1],
    ["coalesce(steps.ladder.months, steps.risk.assessment.level, 9)", 2],
    ["coalesce(inputs.none, 'nothing')", "nothing"],
    ["coalesce(inputs.goals[0], 'nothing')", "house"],
    ["has(steps.ladder) ? steps.ladder.months : 12", 12],
  ])("%s is %j", (source, expected) => {
    expect(evaluate(source)).toEqual(expected);
  });

  test.each<[string, Json]>([
    ["coalesce(steps.risk.assessment.level, steps.ladder.months)", 2],
    ["coalesce(steps.ladder.months, steps.risk.assessment.level, steps.ladder.years)", 2],
    ["coalesce(inputs.none, coalesce(steps.ladder.months, 3))", 3],
    ["coalesce(inputs.none, steps.ladder.months)", null],
    ["coalesce(steps.holdings.list[5].ticker, 'none')", "none"],
    ["coalesce(steps.holdings.list[1].ticker, steps.ladder.months)", "B"],
    ["coalesce(steps.holdings.list.filter(h, h.value > 5)[0].ticker, 'none')", "A"],
    ["coalesce(steps.holdings.list.filter(h, h.value > 50)[0].ticker, 'none')", "none"],
    ["coalesce(steps.holdings.list[int(inputs.amount)], 'none')", "none"],
    ["coalesce(1 + 1, steps.ladder.months)", 2],
    ["[1, 2].map(x, coalesce(x + 1, coalesce(x + 2, x)))", [2, 3]],
    ["has(steps.holdings.list[1])", true],
    ["has(steps.holdings.list[2].ticker)", false],
    ["!has(steps.ladder.months)", true],
    ["has(steps.ladder) == has(steps.risk)", false],
  ])("%s is %j, and nothing that is not needed is looked at", (source, expected) => {
    expect(evaluate(source)).toEqual(expected);
  });
});

test.each([
  ["steps.ladder.months", /"ladder" is missing|has no value/u],
  ["steps.risk.assessment.other", /"other" is missing/u],
  ["inputs.name.length", /"length" is missing/u],
  ["inputs.amount / 0", /divides by zero/u],
  ["pow(10, 400)", /not a number/u],
  ["9007199254740993", /too large/u],
  ["inputs.name * 2", /not possible/u],
  ["inputs.amount && true", /yes or no/u],
  ["steps.holdings.list[5]", /no item/u],
  ["sum(inputs.goals)", /list of numbers/u],
  ["min([])", /empty/u],
  ["coalesce(steps.ladder.years, steps.ladder.months)", /"months" is missing|"ladder" is missing/u],
])("%s has no value", (source, reason) => {
  expect(() => evaluate(source)).toThrow(ExpressionError);
  expect(() => evaluate(source)).toThrow(reason);
});

test.each([
  ["", /at the end/u],
  ["1 +", /at the end/u],
  ["inputs.name.matches('(a+)+$')", /matches\(\) is not available/u],
  ["amount > 3", /inputs\.amount/u],
  ["steps[inputs.name].x", /which value of "steps"/u],
  ["steps", /which value of "steps"/u],
  ["now()", /no function now/u],
  ["timestamp('2026-01-01T00:00:00Z')", /no function timestamp/u],
  ["duration('1h')", /no function duration/u],
  ["inputs.name.json()", /no function .json/u],
  ["cel.bind(x, [1], x + x)", /no function .bind/u],
  ["same(1, 1)", /no function same/u],
  ["2u + 1u", /plain numbers/u],
  ["b'abc'", /plain numbers/u],
  ["[1].map(inputs, inputs)", /another variable/u],
  ["has(1)", /has\(\) takes/u],
  ["[1].map(__value, __value)", /does not begin with __/u],
  ["coalesce(inputs.name)", /coalesce\(\) takes/u],
  ["[1].map(a, [1].map(b, [1].map(c, [1].map(d, a))))", /3 deep/u],
  [`"${"x".repeat(4_000)}"`, /4000 characters/u],
  [Array.from({ length: 400 }, () => "1").join("+"), /maxAstNodes/u],
])("%s is refused", (source, reason) => {
  expect(refusal(source)).toMatch(reason);
});

test("an evaluation that would run for minutes is refused before it starts", () => {
  const long = { inputs: { list: Array.from({ length: 5_000 }, (_, i) => i) }, steps: {} };
  expect(() => evaluate("inputs.list.map(a, inputs.list.map(b, a * b))", long)).toThrow(
    /too long/u,
  );
  expect(evaluate("sum(inputs.list.map(a, a * 2))", long)).toBe(24_995_000);
  const text = { inputs: { text: "x".repeat(20_000) }, steps: {} };
  const grow = 'inputs.text.split("").map(a, inputs.text).join("")';
  expect(() => evaluate(grow, text)).toThrow(/too long/u);
});

test("references name inputs and steps once each, and leave variables of their own out", () => {
  const source =
    'inputs.amount + steps.a.x.y + steps["b c"]["d"] + [1].map(inputs2, inputs2)[0] + size(steps.e)';
  const parsed = parseExpression(`${source} + inputs.amount`);
  expect(parsed.ok && parsed.expression.references).toMatchObject({
    inputs: ["amount"],
    output: [],
    steps: [
      { step: "a", output: "x" },
      { step: "b c", output: "d" },
      { step: "e", output: null },
    ],
  });
});

test("rules read the result under test", () => {
  const parsed = parseExpression("output.total == 100");
  expect(parsed.ok && parsed.expression.references.output).toEqual(["total"]);
  expect(evaluate("output.total == 100", { inputs: {}, steps: {}, output: { total: 100 } })).toBe(
    true,
  );
});

// The interpreter tells types apart by `constructor`, so an object with a key of that name is beyond it.
const key = fc.constantFrom("a", "b", "toString", "__proto__", "length", "0");
const name = fc.oneof(key, fc.constant("constructor"));
const { value: json } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, depthSize: "small" },
    fc.constantFrom(null, true, 0, 1.5, "text"),
    fc.array(tie("value"), { maxLength: 2 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: false }),
  ),
}));

test("a plain name means the same with and without the interpreter", () => {
  const object = fc.dictionary(key, json, { maxKeys: 4 });
  fc.assert(
    fc.property(object, fc.array(name, { minLength: 1, maxLength: 4 }), (inputs, names) => {
      const source = `inputs${names.map((one) => `["${one}"]`).join("")}`;
      const run = dynamicEnvironment.parse(source);
      const over = { inputs, steps: {} };
      const slow = attempt(() => toJson(run(over)));
      expect(attempt(() => evaluate(source, over))).toEqual(slow);
    }),
    { numRuns: 3_000 },
  );
});

function attempt(work: () => Json): { value: Json } | "error" {
  try {
    return { value: work() };
  } catch {
    return "error";
  }
}

test("no text makes the reader throw", () => {
  const words =
    'steps inputs . [ ] ( ) " a 1 1.5 2u + - ? : has map , { } && ! in == coalesce size';
  const tokens = fc.array(fc.constantFrom(...words.split(" "), " ", "\\", "/"), { maxLength: 25 });
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        tokens.map((all) => all.join("")),
      ),
      (source) => {
        const parsed = parseExpression(source);
        if (parsed.ok) attempt(() => parsed.expression.evaluate(scope));
        expect(parsed.ok || parsed.message.endsWith(".")).toBe(true);
      },
    ),
    { numRuns: 5_000 },
  );
});

test("the same text is read once", () => {
  expect(parseExpression("inputs.amount + 41")).toBe(parseExpression("inputs.amount + 41"));
});
