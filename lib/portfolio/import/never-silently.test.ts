import { describe, expect, test } from "vitest";

import { asksOf, leftOf, readText, rowsOf } from "#tests/support/read-holdings.ts";

const usd = "Name,Units,Price,Value,Currency";

describe("no row vanishes", () => {
  test.each([
    "Total Return Bond Fund",
    "TotalEnergies SE",
    "Totale Banque",
    "Sum of Parts Trust",
    "Summit Materials",
    "Somme Invest",
    "Totaal Fonds",
    "Gesamtmarkt Aktien",
    "Cash America International",
    "Subtotal Software Inc",
  ])("%s is a holding", (name) => {
    const reading = readText([usd, `${name},10,12.50,125.00,USD`, "B,1,5.50,5.50,USD"]);
    expect(rowsOf(reading)[0]).toEqual([name, 10, 125, "USD"]);
    expect(reading.leftOut).toEqual([]);
  });

  test.each(["Total World Stock", "Summit Materials", "Cash America"])(
    "%s without units is named",
    (name) => {
      const reading = readText([usd, "A,10,12.50,125.00,USD", `${name},,,55,USD`]);
      expect(leftOf(reading)).toEqual(["3 fault"]);
      expect(
        rowsOf(readText([usd, "A,10,12.50,125.00,USD", `${name},,,55,USD`], { keepLines: [3] }))[1],
      ).toEqual([name, 1, 55, "USD"]);
    },
  );

  test("a line without figures is named", () => {
    expect(leftOf(readText([usd, "A,1,2.50,2.50,USD", "B,,,,USD"]))).toEqual(["3 blank"]);
  });

  test("every line of a table is a row or is left out", () => {
    const lines = [
      usd,
      "A,1,2.50,2.50,USD",
      "A,2,2.50,5.00,USD",
      "x",
      "B,y,1,1,USD",
      "C,-,-,-,USD",
      '"D,1',
      "Total,,,7.50,",
    ];
    const { rows, leftOut } = readText(lines);
    const numbers = [...rows.flatMap((row) => row.lines), ...leftOut.map(({ line }) => line)];
    expect(numbers.toSorted((a, b) => a - b)).toEqual([2, 3, 4, 5, 6, 7, 8]);
  });
});

describe("what only looks alike is not added together", () => {
  const fund = "Vanguard Investment Series PLC Global Stock Index Fund";

  test("names that begin with the same letters", () => {
    const reading = readText([
      "Name;Stück;Wert;Währung",
      `${fund} A;10;100,50;EUR`,
      `${fund} B;20;300,50;EUR`,
    ]);
    expect(rowsOf(reading)).toEqual([
      [`${fund} A`, 10, 100.5, "EUR"],
      [`${fund} B`, 20, 300.5, "EUR"],
    ]);
  });

  test("one investment in two accounts, each at its own price", () => {
    const head = "Account,Symbol,Quantity,Price,Value,Currency";
    const reading = readText([
      head,
      "A,VT,1,100,100,USD",
      "B,VT,2,110,220,USD",
      "A,VT,3,100,300,USD",
    ]);
    expect(
      reading.rows.map(({ lines, account, units, price, value }) => [
        lines,
        account,
        units,
        price,
        value,
      ]),
    ).toEqual([
      [[2, 4], "A", 4, 100, 400],
      [[3], "B", 2, 110, 220],
    ]);
    expect(reading.rows[0]?.notes.join()).toContain("Lines 2, 4 are the same holding");
  });

  test("a holding and a short sale of the same never cancel", () => {
    const reading = readText([
      "Symbol,Quantity,Price,Value,Currency",
      "TSLA,10,400,4000,USD",
      "TSLA,-10,400,-4000,USD",
    ]);
    expect(reading.rows.map(({ units }) => units)).toEqual([10, -10]);
    expect(reading.rows.every(({ notes }) => notes.join().includes("kept apart"))).toBe(true);
  });

  test("an option and the share it is on", () => {
    const head = "Symbol,Description,Quantity,Price,Value,Currency";
    const reading = readText([
      head,
      "AAPL,APPLE INC,1,268.40,268.40,USD",
      "AAPL,AAPL DEC 18 2026 $300 CALL,1,4.15,415,USD",
    ]);
    expect(reading.rows).toHaveLength(2);
    expect(reading.rows[1]?.notes.join()).toContain("contract");
  });
});

describe("figures that do not agree", () => {
  test("are pointed out, and asked about", () => {
    const lines = [usd, "A,10,10,100,USD", "B,3,10,999,USD"];
    const reading = readText(lines);
    expect(asksOf(reading)).toEqual(["amounts"]);
    expect(reading.questions[0]?.hint).toContain("line 3");
    expect(reading.rows[1]?.notes.join()).toBe(
      "Units times price is 30, but the value is 999. The value counts",
    );
    expect(readText(lines, { amounts: "price" }).rows[1]).toMatchObject({ value: 30 });
  });

  test("a value in the currency of the account beside a price in that of the investment does agree", () => {
    const reading = readText([
      "Name,Quantity,Price,Currency,Value",
      "A,10,268.40,USD,2313.79",
      "B,25,118.40,EUR,2960",
      "C,10,90,CHF,960",
    ]);
    expect(rowsOf(reading)).toEqual([
      ["A", 10, 2_313.79, "EUR"],
      ["B", 25, 2_960, "EUR"],
      ["C", 10, 960, "EUR"],
    ]);
    expect(asksOf(reading)).toEqual([]);
  });

  test("bonds for 100, contracts of 100 and short positions do, too", () => {
    const reading = readText([
      "Symbol,Quantity,Price,Value,Currency",
      "912828XX,10000,98.50,9850,USD",
      "AAPL261218C300,-2,4.15,-830,USD",
      "TSLA,-5,400,2000,USD",
    ]);
    expect(reading.rows.map(({ units, price, value }) => [units, price, value])).toEqual([
      [10_000, 0.985, 9_850],
      [-2, 415, -830],
      [-5, 400, -2_000],
    ]);
    expect(asksOf(reading)).toEqual([]);
  });
});

describe("lists of trades", () => {
  test.each([
    [
      "in English",
      ["Date,Symbol,Side,Quantity,Price", "2026-01-02,VOO,Buy,10,600", "2026-02-02,VOO,Sell,5,610"],
    ],
    [
      "in German",
      [
        "Datum;Typ;Stück;Kurs;Wertpapier;Wert",
        "02.01.2026;Kauf;10;60,50;A;605,00",
        "02.02.2026;Verkauf;5;61,50;A;307,50",
      ],
    ],
    ["in French", ["Date;Libellé;Opération;Quantité;Cours", "02/01/2026;A;Achat;10;60,50"]],
    ["in Dutch", ["Datum;Product;Transactietype;Aantal;Koers", "02-01-2026;A;Koop;10;60,50"]],
    [
      "without a side",
      [
        "Trade Date,Symbol,Quantity,Price,Commission",
        "2026-01-02,VOO,10,600,1",
        "2026-02-02,VOO,-5,610,1",
      ],
    ],
  ])("%s are refused with what to export", (_, lines) => {
    expect(() => readText(lines)).toThrow(
      /^This is a list of what was bought and sold.*Export the positions/u,
    );
  });

  test("days of purchase and ratings make none", () => {
    const lots = [
      "Symbol,Quantity,Price,Value,Currency,Purchase date,Rating",
      "VT,1,100,100,USD,2024-01-31,Buy",
      "VT,2,100,200,USD,2025-01-31,Sell",
    ];
    expect(readText(lots).rows[0]).toMatchObject({ units: 3 });
  });
});

test("days that can be read in two ways are asked about", () => {
  const head = "Symbol,Quantity,Price,Value,Currency,Purchase date";
  const row = "VT,1,100,100,USD,03/04/2024";
  expect(asksOf(readText([head, row]))).toEqual(["dates"]);
  expect(readText([head, row], { dates: "month-day-year" }).rows[0]?.acquired).toBe("2024-03-04");
  const known = readText([head, row, "BND,1,75,75,USD,31/12/2024"]);
  expect(known.rows.map(({ acquired }) => acquired)).toEqual(["2024-04-03", "2024-12-31"]);
});

test("a day of purchase or a cost that cannot be read is said", () => {
  const [row] = readText([
    "Symbol,Quantity,Price,Value,Currency,Purchase date,Cost basis",
    "VT,1,100,100,USD,soon,many",
  ]).rows;
  expect(row?.notes).toEqual([
    "“soon” is not a day of purchase",
    "What was paid cannot be read as a number",
  ]);
});
