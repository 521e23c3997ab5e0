import { expect, test } from "vitest";

import { interactive } from "#tests/support/operations.ts";

import { holdingsImport } from "./holdings-import.ts";

const { accept } = interactive(holdingsImport, { currency: "CAD" });

test("amounts that name no currency are in the configured one", () => {
  const { output } = accept({ table: "Symbol,Quantity,Value\nXIC,2,$80" });
  expect(output["holdings"]).toEqual([
    { ticker: "XIC", quantity: 2, price: 40, value: 80, currency: "CAD" },
  ]);
});

test("lists bad lines at the field, the first ten of them", () => {
  const bad = "VT,x,1\n".repeat(12);
  expect(() => accept({ table: `Symbol,Quantity,Value\n${bad}` })).toThrow(
    expect.objectContaining({
      code: "invalid_answer",
      fields: {
        table: expect.stringMatching(
          /^Nothing was imported\. Line 2: The quantity “x” is not a number\. .* Line 11: .* And 2 more\.$/u,
        ),
      },
    }),
  );
});

test("a file that is too large is refused without being read", () => {
  const table = `Symbol,Quantity,Value\n${"VT,1,100\n".repeat(60_000)}`;
  expect(() => accept({ table })).toThrow(
    expect.objectContaining({
      fields: { table: "Nothing was imported. The file is too large to be a table of holdings." },
    }),
  );
});
