// npm run -s holdings -- FILE [--json]: what a broker's file of holdings reads as, without keeping anything.
import { readFileSync, statSync } from "node:fs";
import { parseArgs } from "node:util";

import { AppError } from "#lib/errors.ts";
import { importLimits } from "#lib/portfolio/import/bounds/limits.ts";
import { FileRefusal } from "#lib/portfolio/import/bounds/refusal.ts";
import { isEncoding } from "#lib/portfolio/import/file/decode-text.ts";
import { sourceOf, tooLarge } from "#lib/portfolio/import/file/source.ts";
import { readHoldings } from "#lib/portfolio/import/read-holdings.ts";
import { readOptions } from "#lib/portfolio/import/reading/options.ts";
import type { Reading } from "#lib/portfolio/import/reading/reading.ts";

import { command, print } from "./terminal.ts";

const usage = `Usage: npm run -s holdings -- FILE [--json]
  --delimiter ","|";"|tab|"|"   what stands between the values
  --decimal point|comma         the sign before the decimals
  --dates day-month-year|month-day-year|year-month-day
  --encoding NAME               utf-8, windows-1252, iso-8859-1, utf-16le …
  --currency CODE               of amounts that name none
  --pence pence|pounds          what prices in GBP are in, where nothing tells
  --amounts value|price         what counts where units times price is not the value
  --table N                     which of the tables in the file
  --columns "Posn=units,Lpx=price"
                                what columns hold whose headings are not known
  --keep N[,N]                  lines that are holdings, whatever they look like`;

await command(async () => {
  const { file, asJson, encoding, options } = readArguments();
  try {
    const reading = readHoldings(await sourceOf(bytesOf(file), encoding), options);
    if (asJson) print(JSON.stringify(reading, null, 2));
    else for (const line of told(reading)) print(line);
  } catch (error) {
    if (!(error instanceof FileRefusal)) throw error;
    process.exitCode = 1;
    const nothing = { rows: [], leftOut: [], totals: [], choices: [], questions: [] };
    if (asJson) print(JSON.stringify({ problem: error.message, ...nothing }, null, 2));
    else console.error(error.message);
  }
});
process.exit();

function readArguments() {
  const text = { type: "string" } as const;
  try {
    const { positionals, values } = parseArgs({
      allowPositionals: true,
      options: {
        json: { type: "boolean" },
        delimiter: text,
        decimal: text,
        dates: text,
        encoding: text,
        currency: text,
        pence: text,
        amounts: text,
        table: text,
        columns: text,
        keep: text,
      },
    });
    const { json = false, encoding, delimiter, columns, keep, ...rest } = values;
    const [file, ...more] = positionals;
    if (file === undefined || more.length > 0) throw new Error("one file");
    if (encoding !== undefined && !isEncoding(encoding)) throw new Error("encoding");
    const options = readOptions.parse({
      ...rest,
      ...(delimiter !== undefined && { delimiter: delimiter === "tab" ? "\t" : delimiter }),
      ...(columns !== undefined && { columns: mapped(columns) }),
      ...(keep !== undefined && { keepLines: keep.split(",") }),
    });
    return { file, asJson: json, encoding, options };
  } catch (cause) {
    throw new AppError("invalid", usage, { cause });
  }
}

function mapped(columns: string): Record<string, string> {
  return Object.fromEntries(
    columns.split(",").map((pair) => {
      const at = pair.lastIndexOf("=");
      return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()];
    }),
  );
}

function bytesOf(file: string): Uint8Array {
  try {
    if (statSync(file).size > importLimits.fileBytes) throw tooLarge();
    return readFileSync(file);
  } catch (cause) {
    if (cause instanceof FileRefusal) throw cause;
    throw new AppError("invalid", `${file} cannot be read. Name a file that is there.`);
  }
}

function figure(value: number): string {
  return value.toLocaleString("en-US", { maximumFractionDigits: 4 });
}

function told({ rows, leftOut, totals, choices, questions, broker }: Reading): string[] {
  const from = broker === null ? "" : ` from ${broker}`;
  return [
    `${rows.length} holdings${from}`,
    ...rows.map((row) => {
      const what = [row.name, row.ticker, row.isin].filter((text) => text !== undefined);
      const worth = `${figure(row.units)} units, ${figure(row.value)} ${row.currency ?? "(no currency)"}`;
      const notes = row.notes.length > 0 ? ` (${row.notes.join(". ")})` : "";
      return `  line ${row.lines.join(", ")}: ${[...new Set(what)].join(", ")}: ${worth}${notes}`;
    }),
    ...totals.map(({ currency, value }) => `Total ${figure(value)} ${currency ?? "(no currency)"}`),
    `${leftOut.length} lines left out`,
    ...leftOut.map(({ line, reason, text }) => `  line ${line}: ${reason}: ${text}`),
    "Choices",
    ...choices.map(({ name, value, how }) => `  ${name}: ${JSON.stringify(value)} (${how})`),
    ...(questions.length > 0 ? ["To decide"] : []),
    ...questions.map(
      ({ name, question, hint, options }) =>
        `  ${question} ${hint}. --${name} ${options.map(({ value }) => value).join("|")}`,
    ),
  ];
}
