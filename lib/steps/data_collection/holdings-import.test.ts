import { expect, test } from "vitest";

import { interactive } from "#tests/support/operations.ts";

import { holdingsImport } from "./holdings-import.ts";

const { accept } = interactive(holdingsImport, {});
const head = "Symbol,Quantity,Value,Currency";

function refusalOf(data: Parameters<typeof accept>[0]): unknown {
  try {
    accept(data);
  } catch (error) {
    return error;
  }
  return null;
}

function saying(sentence: RegExp) {
  return expect.objectContaining({
    code: "invalid_answer",
    fields: { table: expect.stringMatching(sentence) },
  });
}

test("lines that leave nothing open are taken as they are", () => {
  const { output } = accept({ table: `${head}\nXIC,2,80,CAD` });
  expect(output["holdings"]).toEqual([
    { ticker: "XIC", name: "XIC", quantity: 2, price: 40, value: 80, currency: "CAD" },
  ]);
});

test("the workflow's currency is that of amounts that name none, and of dollars", () => {
  const inCanada = interactive(holdingsImport, { currency: "CAD" });
  for (const value of ["80", "$80"]) {
    const { output } = inCanada.accept({ table: `Symbol,Quantity,Value\nXIC,2,${value}` });
    expect(output["holdings"]).toMatchObject([{ currency: "CAD" }]);
  }
});

test("what is not certain is refused, with the field that settles it", () => {
  const table = "Symbol,Quantity,Value\nXIC,2,80";
  expect(refusalOf({ table })).toEqual(
    saying(/^Nothing was imported\. Which currency .* Say it with “currency”\.$/u),
  );
  expect(accept({ table, currency: "EUR" }).output["holdings"]).toMatchObject([
    { currency: "EUR" },
  ]);
  const thousand = "Symbol;Quantity;Price;Currency\nA;1.000;2;EUR";
  expect(refusalOf({ table: thousand })).toEqual(saying(/Say it with “decimal”\.$/u));
  expect(accept({ table: thousand, decimal: "comma" }).output["holdings"]).toMatchObject([
    { quantity: 1000 },
  ]);
});

test("lists bad lines at the field, the first ten of them, and leaves them out where that is said", () => {
  const table = `${head}\nVOO,1,600,USD\n${"VT,x,1,USD\n".repeat(12)}`;
  expect(refusalOf({ table })).toEqual(
    saying(/^Nothing was imported\. Line 3: “x” is not a number\. .* Line 12: .* And 2 more\.$/u),
  );
  expect(accept({ table, leaveOut: true }).output["holdings"]).toMatchObject([{ ticker: "VOO" }]);
});

test("totals and notes are no bad lines", () => {
  const { output } = accept({
    table: `${head}\nVOO,1,600,USD\nTotal,,600,\nThank you for being with us`,
  });
  expect(output["holdings"]).toMatchObject([{ ticker: "VOO" }]);
});

test("holdings as JSON are taken as they are, and nothing else that is JSON", () => {
  const held = [
    { name: "Total", quantity: 1, value: 5, currency: "EUR", account: "A", acquired: "2024-02-29" },
  ];
  expect(accept({ table: JSON.stringify(held) }).output["holdings"]).toEqual(held);
  expect(refusalOf({ table: '[{"quantity":1,"value":5,"currency":"EUR"}]' })).toEqual(
    saying(/not a list of holdings/u),
  );
  expect(refusalOf({ table: "[1," })).toEqual(saying(/not a list of holdings/u));
});

test("trades and files that are too large get a sentence", () => {
  const trades = "Date,Symbol,Side,Quantity,Price\n2026-01-02,VOO,Buy,10,600";
  expect(refusalOf({ table: trades })).toEqual(
    saying(/^Nothing was imported\. This is a list of what was bought/u),
  );
  expect(refusalOf({ table: `${head}\n${"VT,1,100,USD\n".repeat(80_000)}` })).toEqual(
    saying(/larger than 1 MB/u),
  );
});
