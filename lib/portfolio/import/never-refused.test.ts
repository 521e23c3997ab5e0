import iconv from "iconv-lite";
import { describe, expect, test } from "vitest";

import { asksOf, leftOf, readText, rowsOf } from "#tests/support/read-holdings.ts";
import { xlsx } from "#tests/support/spreadsheet.ts";

import { sourceOf } from "./file/source.ts";
import { readHoldings } from "./read-holdings.ts";

const usd = "Name,Units,Price,Value,Currency";

describe("encodings", () => {
  const lines = "Namn;Antal;Kurs;Värde;Valuta\r\nFörsäkring Å;10;12,50;125,00;SEK\r\n";
  test.each([
    ["utf-8", false],
    ["utf-8", true],
    ["windows-1252", false],
    ["iso-8859-1", false],
    ["iso-8859-15", false],
    ["macintosh", false],
    ["utf-16le", true],
    ["utf-16le", false],
    ["utf-16be", true],
    ["utf-16be", false],
  ])("%s, with a mark: %s", async (encoding, addBOM) => {
    const source = await sourceOf(iconv.encode(lines, encoding, { addBOM }));
    expect(rowsOf(readHoldings(source))).toEqual([["Försäkring Å", 10, 125, "SEK"]]);
  });

  test("the euro and the pound sign of Windows-1252", async () => {
    const source = await sourceOf(
      iconv.encode("Name;Menge;Kurs;Wert\nA;1;5,50 €;5,50 €\nB;1;£2,50;£2,50\n", "windows-1252"),
    );
    expect(readHoldings(source).rows.map(({ currency }) => currency)).toEqual(["EUR", "GBP"]);
  });

  test("one that the person chose", async () => {
    const source = await sourceOf(iconv.encode(lines, "cp850"), "cp850");
    expect(rowsOf(readHoldings(source))[0]?.[0]).toBe("Försäkring Å");
  });
});

describe("what stands around a table", () => {
  test("a preamble, blank lines, headings again, notes and totals of any words", () => {
    const reading = readText([
      "Positions of my account",
      "Created,20 November 2026",
      "",
      usd,
      "A,1,100,100.00,EUR",
      "",
      "B,2,100,200.00,EUR",
      "Everything together,,,300.00,",
      usd,
      "C,1,50,50.00,EUR",
      "Depot gesamt,,,350.00,",
      "The figures above are for information, and nobody is responsible for what is made of them.",
    ]);
    expect(rowsOf(reading).map(([name]) => name)).toEqual(["A", "B", "C"]);
    expect(leftOf(reading)).toEqual(["8 total", "9 heading", "11 total", "12 note"]);
    expect(asksOf(reading)).toEqual([]);
  });

  test.each([
    "Total",
    "Grand Total",
    "Account Total",
    "Totals:",
    "Summe",
    "Gesamtwert",
    "Totaal",
    "Total général",
    "Totale portafoglio",
    "Suma total",
    "Summa",
    "US equities subtotal",
    "Total (EUR)",
  ])("“%s” is a total", (label) => {
    expect(leftOf(readText([usd, "A,1,100,100.00,EUR", `${label},,,400.00,EUR`]))).toEqual([
      "3 total",
    ]);
  });

  test("several tables: the one of holdings is read, and where two could be it, it asks", () => {
    const cash = ["Account,Balance", "Main,500"];
    const stocks = ["Stocks", "Symbol,Quantity,Price,Value,Currency", "VT,1,100,100,USD"];
    const funds = ["Funds", "Fund,Units,NAV,Value,Currency", "Bond fund,10,10,100,EUR"];
    expect(asksOf(readText([...cash, "", ...stocks]))).toEqual([]);
    const both = [...stocks, "", ...funds];
    expect(asksOf(readText(both))).toEqual(["table"]);
    expect(rowsOf(readText(both, { table: 2 }))).toEqual([["Bond fund", 10, 100, "EUR"]]);
  });

  test("a table of holdings before one of trades", () => {
    const reading = readText([
      usd,
      "A,1,100,100.00,EUR",
      "",
      "Trade Date,Name,Type,Units,Price,Commission",
      "2026-01-02,A,Buy,1,99,1",
    ]);
    expect(rowsOf(reading)).toEqual([["A", 1, 100, "EUR"]]);
  });
});

describe("what is held", () => {
  test("funds, certificates and options without a ticker", () => {
    const reading = readText([
      "ISIN;Bezeichnung;Stück;Kurs;Kurswert;Währung",
      "IE00B3RBWM25;;10;118,40;1.184,00;EUR",
      ";Faktor-Zertifikat Gold;10;12,50;125,00;EUR",
      ";Call 20.12.26 DAX 20000;100;2,50;250,00;EUR",
    ]);
    expect(rowsOf(reading).map(([name]) => name)).toEqual([
      "IE00B3RBWM25",
      "Faktor-Zertifikat Gold",
      "Call 20.12.26 DAX 20000",
    ]);
    expect(reading.rows[0]?.isin).toBe("IE00B3RBWM25");
  });

  test("what is sold already is named, and refuses nothing beside it", () => {
    const reading = readText([
      usd,
      "OLD,-,-,-,USD",
      "GONE,0,12.50,0,USD",
      "ODD,--,12.50,--,USD",
      "VT,1,100,100,USD",
    ]);
    expect(rowsOf(reading)).toHaveLength(1);
    expect(leftOf(reading)).toEqual(["2 zero", "3 zero", "4 zero"]);
  });

  test("Excel's zeros and Indian grouping", () => {
    const reading = readText([
      "Symbol,Qty,Price,Value,Currency",
      '="00700",100,380.20,"38,020.00",HKD',
      '"=""0005""","1,00,000",1.50,"1,50,000.00",HKD',
    ]);
    expect(reading.rows.map(({ ticker, units }) => [ticker, units])).toEqual([
      ["00700", 100],
      ["0005", 100_000],
    ]);
  });

  test("what was paid and when, in total or for one", () => {
    const head = "Symbol,Quantity,Price,Value,Currency";
    expect(
      readText([`${head},Cost basis,Date acquired`, "VT,2,100,200,USD,150,2024-02-29"]).rows[0],
    ).toMatchObject({ costBasis: 150, acquired: "2024-02-29" });
    expect(readText([`${head},Average cost`, "VT,2,100,200,USD,75"]).rows[0]).toMatchObject({
      costBasis: 150,
    });
  });
});

test.each([
  ["German", "Wertpapierbezeichnung;Anzahl;Akt. Kurs;Kurswert;Währung"],
  ["Dutch", "Naam;Aantal stuks;Slotkoers;Waarde;Munt"],
  ["French", "Libellé;Quantité;Cours;Valorisation;Devise"],
  ["French, with words of two meanings", "Valeur;Nombre;Dernier cours;Montant;Devise"],
  ["Italian", "Titolo;Quantità;Prezzo di mercato;Controvalore;Valuta"],
  ["Spanish", "Nombre;Títulos;Cotización;Valor de mercado;Divisa"],
  ["Swedish", "Namn;Antal;Senaste kurs;Marknadsvärde;Valuta"],
  ["English", "Security;Units held;Last price;Market value;Ccy"],
])("headings in %s", (_, head) => {
  const reading = readText([head, "Alpha;1.000;12,50;12.500,00;EUR", "Beta;2;10,00;20,00;EUR"]);
  expect(rowsOf(reading)).toEqual([
    ["Alpha", 1000, 12_500, "EUR"],
    ["Beta", 2, 20, "EUR"],
  ]);
});

describe("headings that nobody knows", () => {
  const lines = ["Name,Symbol,Ccy,Posn,Lpx,XRef", "Apple,AAPL,USD,20,268.40,9001"];

  test("are asked for, with their first values", () => {
    const reading = readText(lines);
    expect(asksOf(reading)).toEqual(["columns"]);
    const unknown = reading.columns.filter(({ known }) => !known);
    expect(unknown.map(({ heading, samples }) => [heading, samples])).toEqual([
      ["Posn", ["20"]],
      ["Lpx", ["268.40"]],
      ["XRef", ["9001"]],
    ]);
    const told = readText(lines, { columns: { Posn: "units", Lpx: "price" } });
    expect(rowsOf(told)).toEqual([["Apple", 20, 5_368, "USD"]]);
    expect(asksOf(told)).toEqual([]);
  });

  test("none at all", () => {
    const columns = {
      "Column 1": "ticker",
      "Column 2": "units",
      "Column 3": "price",
      "Column 4": "value",
    } as const;
    expect(
      rowsOf(readText(["VOO,10,600,6000", "BND,10,75,750"], { columns, currency: "USD" })),
    ).toEqual([
      ["VOO", 10, 6000, "USD"],
      ["BND", 10, 750, "USD"],
    ]);
  });
});

describe("spreadsheets", () => {
  test("numbers, days and the sheet with the holdings", async () => {
    const file = xlsx({
      Summary: [
        ["Created", new Date("2026-11-20")],
        ["Owner", "Somebody"],
      ],
      Positions: [
        ["Symbol", "Quantity", "Price", "Value", "Currency", "Purchase date"],
        ["VT", 1.234, 1000, 1234, "EUR", new Date("2024-03-04")],
        ["BND", 1000, "1.234,50", 1_234_500, "EUR", null],
      ],
    });
    const reading = readHoldings(await sourceOf(file));
    expect(reading.rows).toMatchObject([
      { ticker: "VT", units: 1.234, value: 1234, acquired: "2024-03-04" },
      { ticker: "BND", units: 1000, price: 1234.5 },
    ]);
    expect(asksOf(reading)).toEqual([]);
  });
});
