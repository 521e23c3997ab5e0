import { describe, expect, test } from "vitest";

import { asksOf, readText, rowsOf } from "#tests/support/read-holdings.ts";

const usd = "Name,Units,Price,Value,Currency";

describe("money", () => {
  const head = "Symbol,Name,Quantity,Price,Value,Currency";

  test.each([
    ["CASH", "Pathward Financial Inc", "12,81.10,973.20"],
    ["USD", "ProShares Ultra Semiconductors", "5,60.50,302.50"],
    ["CASH", "", "12,81.10,973.20"],
    ["EUR", "", "12,81.10,973.20"],
    ["CORE", "Core Scientific", "1,1,1"],
  ])("the ticker %s of “%s” is no money", (ticker, name, figures) => {
    const [row] = readText([head, `${ticker},${name},${figures},USD`]).rows;
    expect(row).toMatchObject({ ticker });
    expect(row?.notes).toEqual([]);
  });

  test.each([
    "Cash",
    "Cash & Cash Investments",
    "CASH (EUR)",
    "Barbestand",
    "Liquidités",
    "Contanti",
    "Efectivo",
    "Likvida medel",
    "EUR",
    "Cash GBP",
  ])("%s is", (label) => {
    const [row] = readText([head, `${label},,,,250.50,USD`]).rows;
    expect(row).toMatchObject({ name: label, units: 250.5, price: 1, value: 250.5 });
    expect(row?.ticker).toBeUndefined();
  });
});

describe("pence and pounds", () => {
  test.each([
    ["GBX in the column", ["Symbol,Quantity,Price,Value,Currency", "VOD,1000,91.42,91420,GBX"]],
    ["GBp in the column", ["Symbol,Quantity,Price,Value,Currency", "VOD,1000,91.42,91420,GBp"]],
    [
      "GBX, with the value in pounds",
      ["Symbol,Quantity,Price,Value,Currency", "VOD,1000,91.42,914.20,GBX"],
    ],
    ["p in the cells", ["Symbol,Quantity,Price,Value", "VOD,1000,91.42p,£914.20"]],
    ["GBp in the cells", ["Symbol,Quantity,Price,Value", "VOD,1000,91.42 GBp,£914.20"]],
    [
      "(pence) in the heading",
      ["Symbol,Quantity,Price (pence),Value (£)", "VOD,1000,91.42,914.20"],
    ],
    ["(p) in the heading", ["Symbol,Quantity,Price (p),Value", "VOD,1000,91.42,914.20"]],
    ["GBX in the heading", ["Symbol,Quantity,Price GBX,Value GBP", "VOD,1000,91.42,914.20"]],
    ["pence in words", ["Symbol,Quantity,Price,Value,Currency", "VOD,1000,91.42,91420,Pence"]],
    ["only the value tells", ["Symbol,Quantity,Price,Value,Currency", "VOD,1000,91.42,914.20,GBP"]],
    ["no value at all", ["Symbol,Quantity,Price (pence)", "VOD,1000,91.42"]],
  ])("%s", (_, lines) => {
    const [row] = readText(lines).rows;
    expect(row).toMatchObject({ units: 1000, value: 914.2, currency: "GBP" });
    expect(row?.price).toBeCloseTo(0.9142, 10);
  });

  test("pounds by their sign stay pounds", () => {
    const reading = readText(["Symbol,Quantity,Price", "VOD,1000,£0.9142"]);
    expect(rowsOf(reading)).toEqual([["VOD", 1000, 914.2, "GBP"]]);
    expect(asksOf(reading)).toEqual([]);
  });

  test("where nothing tells, it asks", () => {
    const lines = ["Symbol,Quantity,Price,Currency", "VWRL,12,10982.00,GBP", "AAPL,20,268.40,USD"];
    expect(asksOf(readText(lines))).toEqual(["pence"]);
    expect(readText(lines, { pence: "pence" }).rows[0]).toMatchObject({ value: 1_317.84 });
    expect(asksOf(readText(lines, { pence: "pounds" }))).toEqual([]);
  });
});

describe("currencies", () => {
  test.each([
    ["in brackets", ["Name,Units,Price,Value (£)", "A,10,1.50,15.00"], "GBP"],
    ["as a word", ["Name,Units,Price,Value,Currency", "A,10,1.50,15.00,Euro"], "EUR"],
    ["after “in”", ["Name;Stück;Kurs;Wert in EUR", "A;10;1,50;15,00"], "EUR"],
    ["behind the heading", ["Name,Units,Price,Market value CHF", "A,10,1.50,15.00"], "CHF"],
    [
      "above the table",
      ["Base currency: SEK", "", "Name,Units,Price,Value", "A,10,1.50,15.00"],
      "SEK",
    ],
    ["in the cells", ["Name,Units,Price,Value", "A,10,1.50 CAD,15.00 CAD"], "CAD"],
    ["beside a dollar sign", ["Name,Units,Price,Value,Currency", "A,10,$1.50,$15.00,AUD"], "AUD"],
    ["as “US Dollar”", ["Name,Units,Price,Value,Currency", "A,10,1.50,15.00,US Dollar"], "USD"],
  ])("named %s", (_, lines, currency) => {
    const reading = readText(lines);
    expect(reading.rows[0]).toMatchObject({ value: 15, currency });
    expect(asksOf(reading)).toEqual([]);
  });

  test("one that is missing is asked for, for the lines that miss it", () => {
    const lines = [usd, "A,10,1.50,15.00,EUR", "B,10,1.50,15.00,"];
    const reading = readText(lines);
    expect(reading.rows.map(({ currency }) => currency)).toEqual(["EUR", null]);
    expect(asksOf(reading)).toEqual(["currency"]);
    expect(readText(lines, { currency: "CHF" }).rows.map(({ currency }) => currency)).toEqual([
      "EUR",
      "CHF",
    ]);
  });

  test("one that is not known is asked for, also in the files of a broker whose currency is", () => {
    const head = "Account Number,Investment Name,Symbol,Shares,Share Price,Total Value,Currency";
    const known = readText([head, "1,A fund,AAAAX,1,10.50,10.50,"]);
    expect(known.rows[0]?.currency).toBe("USD");
    const coins = [head, "1,A coin,BTC,1,10.50,10.50,SATS"];
    expect(asksOf(readText(coins))).toEqual(["currency"]);
    expect(readText(coins, { currency: "EUR" }).rows[0]?.currency).toBe("EUR");
  });

  test("a lone kr is of three countries", () => {
    expect(asksOf(readText(["Name;Antal;Kurs;Värde", "A;10;1,50 kr;15,00 kr"]))).toEqual([
      "currency",
    ]);
  });
});

describe("thousands and decimals", () => {
  test.each([
    ["a thousand or one", ["Ticker;Shares;Price;Value;Currency", "A;1.000;2;2.000;EUR"]],
    ["only units", ["Name,Units,Price,Currency", 'A,"1,250",2,EUR']],
  ])("%s is asked", (_, lines) => {
    expect(asksOf(readText(lines))).toEqual(["decimal"]);
    const read = (decimal: "point" | "comma") => readText(lines, { decimal }).rows[0]?.units;
    expect(read("point")).not.toBe(read("comma"));
  });

  test.each([
    ["by other cells", ["Ticker;Shares;Price;Value;Currency", "A;1.000;2,00;2.000,00;EUR"], 1000],
    ["by units times price", ["Ticker;Shares;Price;Value;Currency", "A;1.000;2;2;EUR"], 1],
    [
      "by the column itself",
      ["Ticker,Shares,Price,Value,Currency", 'A,"1,250",2,"2,500",EUR', "B,0.125,8.00,1.00,EUR"],
      1250,
    ],
    ["by percentages beside", ["Ticker;Anteile;Kurs;Rendite;Währung", "A;1.500;2;12,5%;EUR"], 1500],
  ])("known %s", (_, lines, units) => {
    const reading = readText(lines);
    expect(reading.rows[0]?.units).toBe(units);
    expect(asksOf(reading)).toEqual([]);
  });
});
