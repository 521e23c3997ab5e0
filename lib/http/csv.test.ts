import { expect, test } from "vitest";

import { csvResponse, csvText } from "./csv.ts";

test.each<[string, string | number | null, string]>([
  ["plain text", "US bonds", "US bonds"],
  ["a comma", "Bonds, US", '"Bonds, US"'],
  ["a quote", 'The "core"', '"The ""core"""'],
  ["a line break", "one\ntwo", '"one\ntwo"'],
  ["a formula", '=HYPERLINK("http://x")', `"'=HYPERLINK(""http://x"")"`],
  ["a formula behind a space", " =1+1", "' =1+1"],
  ["a plus", "+1", "'+1"],
  ["a minus in text", "-1+2", "'-1+2"],
  ["an at sign", "@SUM(A1)", "'@SUM(A1)"],
  ["a tab", "\t=1", "'\t=1"],
  ["a negative number", -0.077, "-0.077"],
  ["nothing", null, ""],
])("%s", (_name, cell, text) => {
  expect(csvText([[cell]])).toBe(`${text}\r\n`);
});

test("a file has a harmless name and is not kept by proxies", async () => {
  const response = csvResponse('RUN-7F3K "weights".csv', [["a", 1]]);
  expect(response.headers.get("Content-Disposition")).toBe(
    'attachment; filename="RUN-7F3K-weights-.csv"',
  );
  expect(response.headers.get("Cache-Control")).toContain("no-store");
  expect(new Uint8Array(await response.arrayBuffer()).slice(0, 4)).toEqual(
    new Uint8Array([0xef, 0xbb, 0xbf, 0x61]),
  );
});
