import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { expect, onTestFinished, test } from "vitest";

const run = promisify(execFile);
const slow = 120_000;

/** What the command prints of a file, and how it ends. */
async function holdings(text: string, ...args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), "holdings-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "positions.csv");
  writeFileSync(file, text);
  const script = join(import.meta.dirname, "holdings.ts");
  const command = ["--conditions=react-server", script, file, ...args];
  return await run(process.execPath, command).then(
    ({ stdout, stderr }) => ({ stdout, stderr, code: 0 }),
    ({ stdout, stderr, code }) => ({ stdout, stderr, code }),
  );
}

test(
  "prints rows, lines left out and the choices made as JSON, and takes choices",
  { timeout: slow },
  async () => {
    const lines = "Name;Units;Price\nA;1.000;2\nB;x;1\n";
    const { stdout, code } = await holdings(
      lines,
      "--json",
      "--decimal",
      "comma",
      "--currency",
      "EUR",
    );
    expect(code).toBe(0);
    const read = JSON.parse(stdout);
    expect(read.rows).toMatchObject([{ name: "A", units: 1000, value: 2000, currency: "EUR" }]);
    expect(read.leftOut).toMatchObject([{ line: 3, kind: "fault", reason: "“x” is not a number" }]);
    expect(
      read.choices.map(({ name, value }: { name: string; value: string }) => [name, value]),
    ).toEqual([
      ["table", "1"],
      ["delimiter", ";"],
      ["decimal", "comma"],
      ["encoding", "utf-8"],
      ["currency", "EUR"],
    ]);
    expect(read.questions).toEqual([]);
  },
);

test(
  "what cannot be read gets a sentence and no stack, as does a wrong option",
  { timeout: slow },
  async () => {
    const pdf = await holdings("%PDF-1.7", "--json");
    expect(pdf.code).toBe(1);
    expect(JSON.parse(pdf.stdout)).toMatchObject({
      problem: expect.stringContaining("PDF"),
      rows: [],
    });
    const wrong = await holdings("Name,Units\nA,1", "--decimal", "dot");
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toMatch(/^Usage: npm run -s holdings -- FILE/u);
    expect(wrong.stderr).not.toContain("    at ");
  },
);
