import { expect, test } from "vitest";

import { parseExpression } from "./expression.ts";

test.each<[string, RegExp, string | null]>([
  ["inputs.a === 1", /"===" is not used here. Write ==\./u, "inputs.a == 1"],
  ["inputs.a !== 'x === y'", /Write !=\./u, "inputs.a != 'x === y'"],
  ["inputs.a and inputs.b", /"and" is not used here. Write &&\./u, "inputs.a && inputs.b"],
  ["inputs.a AND (inputs.b or inputs.c)", /&&/u, "inputs.a && (inputs.b || inputs.c)"],
  ["not inputs.a", /Write !\./u, "!inputs.a"],
  ["not has(steps.a)", /Write !\./u, "!has(steps.a)"],
  ["not inputs.a == 1", /brackets/u, null],
  ["{{ inputs.a }}", /without \{\{ \}\}/u, "inputs.a"],
  ["${inputs.a}", /without \$\{ \}/u, "inputs.a"],
  ["$inputs.a", /without \$/u, "inputs.a"],
  ["len(inputs.a)", /"len" is not used here. Write size\(\)\./u, "size(inputs.a)"],
  ["inputs.a.toUpperCase()", /Write \.upperAscii\(\)\./u, "inputs.a.upperAscii()"],
  ["inputs.a.length()", /\.size\(\)/u, "inputs.a.size()"],
  ["inputs.a <> 1", /!=/u, "inputs.a != 1"],
  ["inputs.a = 1", /Write ==\./u, "inputs.a == 1"],
  ["inputs.a ?? 1", /coalesce/u, "coalesce(inputs.a, 1)"],
  ["inputs.a?.b", /coalesce/u, "inputs.a.b"],
  ["inputs.a is null", /== null/u, "inputs.a == null"],
  ["inputs.a is not None", /!= null/u, "inputs.a != null"],
  ["inputs.a if inputs.b else 1", /condition \? value : other/u, null],
  ["if(inputs.a, 1, 2)", /condition \? value : other/u, null],
  ["inputs.a == True", /Write true\./u, "inputs.a == true"],
  ["inputs.a == None", /Write null\./u, "inputs.a == null"],
  ["inputs.a ** 2", /pow\(a, b\)/u, "pow(inputs.a, 2)"],
  ["inputs.list.map(x => x.b)", /list\.map\(x, x\.name\)/u, null],
  ["inputs.list.some(x, x.b)", /\.exists\(\)/u, "inputs.list.exists(x, x.b)"],
  ["Math.max(1, 2)", /max/u, "max(1, 2)"],
  ["inputs.a // 2", /no remarks/u, "inputs.a / 2"],
  ["inputs.a & inputs.b", /&&/u, "inputs.a && inputs.b"],
  ["inputs.a == “x”", /straight quotes/u, 'inputs.a == "x"'],
  ["inputs.a ≥ 1", />=/u, "inputs.a >= 1"],
])("%s is said as what it is elsewhere", (source, message, instead) => {
  const parsed = parseExpression(source);
  expect(parsed.ok ? "read" : parsed.message).toMatch(message);
  expect(parsed.ok ? "read" : (parsed.instead ?? null)).toBe(instead);
});

test.each(["inputs.a == 'http://x and y // z'", "inputs.android > 1", "inputs.note == 'not'"])(
  "%s is read as it is",
  (source) => {
    expect(parseExpression(source)).toMatchObject({ ok: true });
  },
);
