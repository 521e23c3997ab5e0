import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { TimeTable } from "#lib/finance/estimate/prices.ts";

import { evaluate } from "../bench/finance/vectors/evaluate.ts";
import type { Outcome, Tables, Vector } from "../bench/finance/vectors/vector.ts";

/**
 * Runs every vector file of a folder through the library. Price tables are in `../data` beside it or in `data` below.
 */
export async function evaluateFolder(folder: string): Promise<Outcome[]> {
  const tables = priceTables([join(folder, "data"), join(folder, "..", "data")]);
  const outcomes: Outcome[] = [];
  for (const vector of readVectors(folder)) {
    // eslint-disable-next-line no-await-in-loop -- one after the other, so that the times mean something
    outcomes.push(await evaluate(vector, tables));
  }
  return outcomes;
}

function readVectors(folder: string): Vector[] {
  const here = existsSync(join(folder, "vectors")) ? join(folder, "vectors") : folder;
  return readdirSync(here)
    .filter((name) => name.endsWith(".json"))
    .toSorted()
    .flatMap((name) => {
      const read: Vector | Vector[] = JSON.parse(readFileSync(join(here, name), "utf8"));
      return read;
    });
}

function priceTables(folders: string[]): Tables {
  const read = new Map<string, TimeTable>();
  return (file) => {
    const known = read.get(file);
    if (known) return known;
    const found = folders.map((folder) => join(folder, file)).find((path) => existsSync(path));
    if (!found) throw new Error(`The price table ${file} is not in ${folders.join(" or ")}.`);
    const table = parseTable(readFileSync(found, "utf8"));
    read.set(file, table);
    return table;
  };
}

function parseTable(csv: string): TimeTable {
  const [header, ...lines] = csv
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(","));
  return {
    assets: header!.slice(1),
    dates: lines.map((line) => line[0]!),
    values: lines.map((line) => line.slice(1).map((cell) => (cell === "" ? NaN : Number(cell)))),
  };
}

function print(outcomes: Outcome[]): void {
  const label = { pass: "pass", source: "SOURCE", fail: "FAIL" };
  for (const { id, group, verdict, worst, ms, reason } of outcomes) {
    const share = worst === Infinity ? "" : ` (${(100 * worst).toPrecision(2)}% of tolerance)`;
    console.log(
      `${label[verdict]} ${group} ${id} ${ms.toFixed(0)} ms${reason ? `: ${reason}` : share}`,
    );
  }
  const count = (verdict: Outcome["verdict"]) =>
    outcomes.filter((o) => o.verdict === verdict).length;
  console.log(
    `${count("pass")} of ${outcomes.length} vectors pass, ${count("source")} differ for a reason in their source, ${count("fail")} fail`,
  );
}

if (import.meta.main) {
  const folder = process.argv[2];
  if (!folder) {
    console.error("Usage: npm run -s eval:portfolio -- DIR");
    process.exit(2);
  }
  const outcomes = await evaluateFolder(folder);
  print(outcomes);
  process.exitCode =
    outcomes.length > 0 && outcomes.every(({ verdict }) => verdict !== "fail") ? 0 : 1;
}
