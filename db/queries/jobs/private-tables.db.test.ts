import { expect, test } from "vitest";

import { freshDb } from "#tests/support/pg.ts";

import { privateColumns } from "./private-tables.ts";

test("the queue's own tables have every column that our statements use", async () => {
  const db = await freshDb();
  const rows = await db.$client<{ table: string; column: string }[]>`
    select table_name as "table", column_name as "column" from information_schema.columns
    where table_schema = 'graphile_worker'`;
  const known = new Set(rows.map(({ table, column }) => `${table}.${column}`));
  const used = Object.entries(privateColumns).flatMap(([table, columns]) =>
    columns.map((column) => `${table}.${column}`),
  );
  expect(used.filter((column) => !known.has(column))).toEqual([]);
});
