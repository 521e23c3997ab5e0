import * as fc from "fast-check";
import iconv from "iconv-lite";
import { expect, test } from "vitest";

import type { ReadOptions } from "#lib/portfolio/import/reading/reading.ts";

import { sourceOf } from "./file/source.ts";
import { readHoldings } from "./read-holdings.ts";

type Holding = { name: string; units: number; cents: number; currency: string; day: string };

/** How a file is written. */
type Dialect = {
  delimiter: "," | ";" | "\t" | "|";
  decimal: "point" | "comma";
  grouped: boolean;
  dates: "day-month-year" | "month-day-year" | "year-month-day";
  encoding: string;
  head: "en" | "de" | "fr" | "nl" | "it" | "es" | "sv";
  newline: "\n" | "\r\n" | "\r";
  quoted: boolean;
  preamble: boolean;
};

const heads = {
  en: ["Name", "Quantity", "Price", "Value", "Currency", "Purchase date"],
  de: ["Bezeichnung", "Stück", "Kurs", "Kurswert", "Währung", "Kaufdatum"],
  fr: ["Libellé", "Quantité", "Cours", "Valorisation", "Devise", "Date d'achat"],
  nl: ["Naam", "Aantal", "Koers", "Waarde", "Munt", "Aankoopdatum"],
  it: ["Titolo", "Quantità", "Prezzo", "Controvalore", "Valuta", "Data acquisto"],
  es: ["Nombre", "Títulos", "Precio", "Valor", "Divisa", "Fecha de compra"],
  sv: ["Namn", "Antal", "Kurs", "Marknadsvärde", "Valuta", "Köpdatum"],
};

const names = [
  "Total Return Fund",
  "Café de l'Été",
  "Müller & Söhne; AG",
  'The "best", fund',
  "Cash Converters",
  "Aktiebolaget Åäö",
  "Summit | Rock",
  "Ñandú S.A.",
];

const holding = fc.record({
  name: fc.constantFrom(...names),
  units: fc.oneof(
    fc.integer({ min: 1, max: 2_000_000 }),
    fc.integer({ min: 1, max: 9_999_999 }).map((n) => n / 1000),
  ),
  cents: fc.integer({ min: 100, max: 500_000 }),
  currency: fc.constantFrom("EUR", "USD", "CHF", "SEK"),
  day: fc
    .date({ min: new Date("1990-01-01"), max: new Date("2026-12-31"), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10)),
});

const dialect: fc.Arbitrary<Dialect> = fc.record({
  delimiter: fc.constantFrom(",", ";", "\t", "|"),
  decimal: fc.constantFrom("point", "comma"),
  grouped: fc.boolean(),
  dates: fc.constantFrom("day-month-year", "month-day-year", "year-month-day"),
  encoding: fc.constantFrom("utf-8", "windows-1252", "iso-8859-1", "utf-16le", "utf-16be"),
  head: fc.constantFrom("en", "de", "fr", "nl", "it", "es", "sv"),
  newline: fc.constantFrom("\n", "\r\n", "\r"),
  quoted: fc.boolean(),
  preamble: fc.boolean(),
});

function figure(value: number, digits: number, { decimal, grouped }: Dialect): string {
  const [whole, fraction] = value.toFixed(digits).split(".");
  const mark = decimal === "point" ? "," : ".";
  const parts = grouped ? whole!.replaceAll(/\B(?=(\d{3})+$)/gu, mark) : whole!;
  return fraction === undefined ? parts : `${parts}${decimal === "point" ? "." : ","}${fraction}`;
}

function day(iso: string, { dates }: Dialect): string {
  const [year, month, date] = iso.split("-");
  if (dates === "year-month-day") return iso;
  return (dates === "day-month-year" ? [date, month, year] : [month, date, year]).join("/");
}

function written(holdings: readonly Holding[], how: Dialect): Buffer {
  const cell = (text: string) => {
    const must = text.includes(how.delimiter) || text.includes('"');
    return how.quoted || must ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = holdings.map(({ name, units, cents, currency, day: iso }) => [
    name,
    figure(units, Number.isInteger(units) ? 0 : 3, how),
    figure(cents / 100, 2, how),
    figure((units * cents) / 100, 2, how),
    currency,
    day(iso, how),
  ]);
  const table = [heads[how.head], ...lines].map((cells) => cells.map(cell).join(how.delimiter));
  const text = [...(how.preamble ? ["My positions", ""] : []), ...table, ""].join(how.newline);
  return iconv.encode(text, how.encoding);
}

test("whatever the dialect a table is written in, it is read back exactly, or what is open is asked", async () => {
  let asked = 0;
  let exact = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(holding, { minLength: 1, maxLength: 6, selector: ({ name }) => name }),
      dialect,
      async (holdings, how) => {
        const file = written(holdings, how);
        const first = readHoldings(await sourceOf(file));
        // Whoever wrote the file knows the answers.
        const answers: ReadOptions = {};
        for (const { name } of first.questions) {
          if (name === "decimal") Object.assign(answers, { decimal: how.decimal });
          else if (name === "dates") Object.assign(answers, { dates: how.dates });
          else throw new Error(`It asks for ${name}`);
        }
        if (first.questions.length > 0) asked += 1;
        else exact += 1;
        const { rows, leftOut, questions } = readHoldings(await sourceOf(file), answers);
        expect(questions).toEqual([]);
        expect(leftOut).toEqual([]);
        expect(
          rows.map(({ name, units, price, currency, acquired }) => ({
            name,
            units,
            cents: Math.round(price! * 100),
            currency,
            day: acquired,
          })),
        ).toEqual(holdings);
      },
    ),
    { numRuns: 150 },
  );
  expect(exact).toBeGreaterThan(0);
  expect(asked).toBeGreaterThan(0);
}, 240_000);
