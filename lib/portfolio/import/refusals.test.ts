import { describe, expect, test } from "vitest";

import { leftOf, readText, rowsOf } from "#tests/support/read-holdings.ts";
import { archive, xlsx } from "#tests/support/spreadsheet.ts";

import { sourceOf } from "./file/source.ts";
import { readHoldings } from "./read-holdings.ts";

const head = "Symbol,Quantity,Price,Value,Currency";
const bytes = (text: string) => Buffer.from(text, "latin1");

async function read(file: Uint8Array) {
  return readHoldings(await sourceOf(file));
}

test("each line that cannot be read is named, and none for its neighbour", () => {
  const reading = readText([
    head,
    "VT,x,100,100,USD",
    "BND,2,75.50,151.00,USD",
    '"VEA,1,50,50,USD',
    "VWO,1,6,124.00,6124,USD",
    "VOO,1,600,600,USD",
    "QQQ,,500,,USD",
    ",5,10,50,USD",
    "<b>,1,1,1,USD",
  ]);
  expect(rowsOf(reading).map(([name]) => name)).toEqual(["BND", "VOO", "<b>"]);
  expect(reading.leftOut.map(({ line, reason }) => [line, reason])).toEqual([
    [2, "“x” is not a number"],
    [4, "A quotation mark is opened here and never closed"],
    [5, "This line has 6 values, but there are 5 headings"],
    [7, "No number of units stands in this line"],
    [8, "The line names no investment"],
  ]);
});

test("the line of a cell that goes over several is its first, and the next are counted on", () => {
  const reading = readText([
    "Symbol,Description,Quantity,Value,Currency",
    'VT,"two',
    'lines",1,100,USD',
    "BND,x,?,5,USD",
  ]);
  expect(reading.rows[0]).toMatchObject({ lines: [2], name: "two lines" });
  expect(leftOf(reading)).toEqual(["4 fault"]);
});

test.each([";", "\t", "|"] as const)(
  "a wrong delimiter %j is found out, whatever else is wrong",
  (delimiter) => {
    const lines = [head, "VT,x,100,100,USD", "BND,2,75.50,151.00,USD"].map((line) =>
      line.replaceAll(",", delimiter),
    );
    expect(leftOf(readText(lines))).toEqual(["2 fault"]);
  },
);

describe("files of another kind get a sentence", () => {
  test.each([
    ["nothing", bytes(""), /is empty/u],
    ["blank lines", bytes("\n \n"), /no text/u],
    ["a PDF", bytes("%PDF-1.7\n…"), /is a PDF/u],
    ["a picture", bytes("\x89PNG\r\n\x1a\n"), /picture/u],
    ["a photograph", bytes("\xff\xd8\xff\xe0"), /picture/u],
    ["old Excel", bytes("\xd0\xcf\x11\xe0\xa1\xb1"), /old Excel format/u],
    ["a web page saved as .xls", bytes("\r\n<html><table><tr><td>Symbol"), /web page/u],
    ["XML", bytes('<?xml version="1.0"?><positions/>'), /XML/u],
    ["JSON", bytes('{"positions": []}'), /JSON/u],
    ["rich text", bytes("{\\rtf1 positions}"), /text document/u],
    ["gzip", bytes("\x1f\x8b\x08"), /compressed/u],
    ["a program", bytes("\x7fELF\x00\x01\x02\x00\x00\x03"), /not text/u],
    ["an archive", archive([{ name: "positions.csv", text: head }]), /archive, not an \.xlsx/u],
    [
      "half an archive",
      archive([{ name: "xl/workbook.xml", text: "<workbook/>" }]).slice(0, 60),
      /not complete/u,
    ],
    [
      "a broken workbook",
      archive([{ name: "xl/workbook.xml", text: "<workbook" }]),
      /cannot be read/u,
    ],
    ["a letter", bytes("Dear broker,\nsend my holdings, quickly\n"), /no table in this file/u],
    ["headings alone", bytes(`${head}\n`), /no lines below/u],
  ])("%s", async (_, file, sentence) => {
    await expect(read(file)).rejects.toThrow(
      expect.objectContaining({ name: "FileRefusal", message: expect.stringMatching(sentence) }),
    );
  });
});

describe("work is bounded", () => {
  test("by the size of the file, and says the limit", async () => {
    await expect(read(Buffer.alloc(1_000_001, "VT,1,100\n"))).rejects.toThrow(/larger than 1 MB/u);
  });

  test("by its lines, and says the limit", () => {
    expect(() => readText(`${head}\n${"VT,1,1,1,USD\n".repeat(10_001)}`)).toThrow(
      /more than 10,000 lines/u,
    );
  });

  test("of spreadsheets, while they are unpacked, whatever they say of their size", async () => {
    const bomb = archive(
      [
        { name: "xl/workbook.xml", text: "<workbook/>" },
        { name: "xl/worksheets/sheet1.xml", text: " ".repeat(60_000_000) },
      ],
      100,
    );
    expect(bomb.length).toBeLessThan(1_000_000);
    await expect(read(bomb)).rejects.toThrow(/unpacks to far more/u);
  });

  test("of spreadsheets with one cell far out", async () => {
    const rows = `<worksheet><sheetData><row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>`;
    const far = archive([
      { name: "xl/workbook.xml", text: "<workbook/>" },
      { name: "xl/worksheets/sheet1.xml", text: rows },
    ]);
    await expect(read(far)).rejects.toThrow(/more than 10000 lines or 200 columns/u);
    expect(
      rowsOf(await read(xlsx({ A: [head.split(","), ["VT", 1, 100, 100, "USD"]] }))),
    ).toHaveLength(1);
  });

  test.each([
    ["a cell of a million digits", `${head}\nVT,${"1,".repeat(400_000)}x,1,USD`],
    ["open brackets", `${head}\nVT,(${" ".repeat(900_000)},1,1,USD`],
    ["quotation marks that are never closed", `${head}\n${'"VT,1\n'.repeat(9_000)}`],
    ["a name of a million letters", `${head}\nTotal ${"a ".repeat(450_000)},1,1,1,USD`],
    ["thousands of columns", `${head}\n${"x,".repeat(400_000)}`],
  ])("%s do not hold anybody up", (_, text) => {
    const { leftOut } = readText(text.slice(0, 1_000_000));
    expect(leftOut.every(({ text: shown }) => shown.length <= 101)).toBe(true);
  });
});
