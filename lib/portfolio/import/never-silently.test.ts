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
