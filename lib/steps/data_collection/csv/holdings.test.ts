import { describe, expect, test } from "vitest";

import { readHoldings } from "./holdings.ts";

const read = (text: string) => readHoldings(text, "USD");

function holdingsOf(text: string) {
  const result = read(text);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.holdings;
}

function problemsOf(text: string) {
  const result = read(text);
  return result.ok ? [] : result.problems;
}

test("quoting, thousands separators, currency signs, blank lines and a total", () => {
  const text = [
    "\uFEFFSymbol,Description,Quantity,Last Price,Current Value",
    'VOO,"VANGUARD S&P 500, ETF",10,"$612.40","$6,124.00"',
    "",
    'BND,"The ""total"" bond fund",125,$74.06,"$9,257.50"',
    ",,,,",
    'Account Total,,,,"$15,381.50"',
    "",
    '"Date downloaded Nov-20-2026 4:00 p.m ET"',
  ].join("\r\n");
  expect(holdingsOf(text)).toEqual([
    {
      ticker: "VOO",
      name: "VANGUARD S&P 500, ETF",
      quantity: 10,
      price: 612.4,
      value: 6124,
      currency: "USD",
    },
    {
      ticker: "BND",
      name: 'The "total" bond fund',
      quantity: 125,
      price: 74.06,
      value: 9257.5,
      currency: "USD",
    },
  ]);
});

test("lines above the headings, a short position and a cash line", () => {
  const text = [
    '"Positions for account XXXX-1234 as of 04:00 PM ET, 2026/11/20"',
    "",
    '"Symbol","Description","Qty (Quantity)","Price","Mkt Val (Market Value)"',
    '"TSLA","TESLA INC","-5","$400.00","-$2,000.00"',
    '"Cash & Cash Investments","--","--","--","$1,250.75"',
  ].join("\n");
  expect(holdingsOf(text.replace("Qty (Quantity)", "Quantity"))).toEqual([
    {
      ticker: "TSLA",
      name: "TESLA INC",
      quantity: -5,
      price: 400,
      value: -2000,
      currency: "USD",
    },
    { ticker: "CASH", quantity: 1250.75, price: 1, value: 1250.75, currency: "USD" },
  ]);
});

test("a European file: semicolons, decimal commas, its own headings and currencies", () => {
  const text = [
    "Bezeichnung;ISIN;Stück;Kurs;Kurswert;Währung",
    "Vanguard FTSE All-World;IE00BK5BQT80;12,5;118,40;1.480,00;EUR",
    "iShares Core Gilts;IE00B1FZSB30;100;10,15;1.015,00;GBP",
    "Summe;;;;2.495,00;",
  ].join("\n");
  expect(holdingsOf(text)).toEqual([
    {
      ticker: "IE00BK5BQT80",
      name: "Vanguard FTSE All-World",
      quantity: 12.5,
      price: 118.4,
      value: 1480,
      currency: "EUR",
    },
    {
      ticker: "IE00B1FZSB30",
      name: "iShares Core Gilts",
      quantity: 100,
      price: 10.15,
      value: 1015,
      currency: "GBP",
    },
  ]);
});

test.each([
  ["a point for thousands", "Ticker;Shares;Price;Value\nA;1.000;2;2.000", 1000],
  ["a point for decimals", "Ticker;Shares;Price;Value\nA;1.000;2;2.00", 1],
  ["a comma for decimals", 'Ticker,Shares,Price,Value\nA,"1,250","2,00","2,50"', 1.25],
  ["a comma for thousands", 'Ticker,Shares,Price,Value\nA,"1,250",2.00,"2,500"', 1250],
])("ambiguous figures by quantity times price: %s", (_, text, quantity) => {
  expect(holdingsOf(text)[0]?.quantity).toBe(quantity);
});

test("tabs, a value from quantity and price, a price from quantity and value", () => {
  expect(holdingsOf("Ticker\tShares\tPrice\nVT\t4\t100.5")[0]).toMatchObject({ value: 402 });
  expect(holdingsOf("Ticker\tShares\tValue\nVT\t4\t402")[0]).toMatchObject({ price: 100.5 });
});

test("bonds priced per 100, and footnote stars", () => {
  const text = "Symbol,Quantity,Price,Value\n912828XX,10000,98.50,9850\nSPAXX**,2,1,2";
  expect(holdingsOf(text).map((h) => h.ticker)).toEqual(["912828XX", "SPAXX"]);
});

test("the same investment in two accounts is one holding; closed positions are none", () => {
  const text = "Symbol,Quantity,Value\nVT,1,100\nVT,2,200\nBND,0,0";
  expect(holdingsOf(text)).toEqual([
    { ticker: "VT", quantity: 3, price: 100, value: 300, currency: "USD" },
  ]);
});
describe("refuses, and imports nothing", () => {
  test("lists each bad line with its number in the file", () => {
    const text = [
      "Symbol,Quantity,Price,Value",
      "VOO,10,600,6000",
      "BND,many,74,740",
      "",
      ",5,10,50",
      "VEA,3,,",
      "VWO,3,10,999",
      "<script>,1,1,1",
    ].join("\n");
    expect(problemsOf(text)).toEqual([
      { line: 3, sentence: "The quantity “many” is not a number." },
      { line: 5, sentence: "The line has no ticker." },
      { line: 6, sentence: "The line for VEA has neither a price nor a value." },
      { line: 7, sentence: "For VWO, quantity times price is 30, but the value is 999." },
      { line: 8, sentence: "“<SCRIPT>” is not a ticker." },
    ]);
  });

  test("numbers a line after a cell that spans several", () => {
    const text = 'Symbol,Description,Quantity,Value\nVT,"two\nlines",1,100\nBND,x,?,5';
    expect(problemsOf(text)).toEqual([{ line: 4, sentence: "The quantity “?” is not a number." }]);
  });

  test("a quotation mark that is never closed", () => {
    expect(problemsOf('Symbol,Quantity,Value\nVT,1,100\n"BND,2,200\n')).toEqual([
      { line: 3, sentence: "A quotation mark is opened here and never closed." },
    ]);
  });

  test.each([
    ["nothing", ""],
    ["a letter", "Dear broker,\nplease send my holdings, quickly\n"],
    ["a page", "<html><body>Sign in</body></html>"],
  ])("%s has no headings", (_, text) => {
    expect(problemsOf(text)[0]?.sentence).toContain("row of headings");
  });

  test("headings alone", () => {
    expect(problemsOf("Symbol,Quantity,Value\n")).toEqual([
      { line: 0, sentence: "The table has no holdings." },
    ]);
  });

  test("more lines than a portfolio has", () => {
    const text = `Symbol,Quantity,Value\n${"VT,1,100\n".repeat(5_001)}`;
    expect(problemsOf(text)[0]?.sentence).toBe("The file has more than 5000 lines.");
  });
});
