import { readFileSync } from "node:fs";
import { join } from "node:path";

import { root, sourcesUnder } from "./import-graph.ts";

/** The tables of runs. They are to be distributed by the id of the run, so nothing outside may hang on them. */
const runTables = [
  "workflow_executions",
  "workflow_step_executions",
  "workflow_events",
  "step_drafts",
  "step_texts",
] as const;

const tableNames = new Map(
  sourcesUnder("db/schema").flatMap((file) =>
    [...readSource(file).matchAll(/export const (\w+) = pgTable\(\s*"(\w+)"/gu)].map(
      ([, constant = "", table = ""]) => [constant, table] as const,
    ),
  ),
);

function readSource(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** Every foreign key to a table of runs, as "table -> table", in order. */
export function foreignKeysToRuns(schema = sourcesUnder("db/schema").map(readSource)): string[] {
  return schema
    .flatMap((text) => text.split(/(?=export const \w+ = pgTable\()/u))
    .flatMap((table) => {
      const name = /pgTable\(\s*"(\w+)"/u.exec(table)?.[1] ?? "";
      return [...table.matchAll(/(?:references\(\(\) => |foreignColumns: \[)(\w+)\./gu)].map(
        ([, to = ""]) => `${name} -> ${tableNames.get(to) ?? to}`,
      );
    })
    .filter((key) => isRunTable(key.split(" -> ")[1] ?? ""))
    .toSorted();
}

/**
 * Every function of `db/queries` and every other exported query whose statements name a table of runs together with
 * another table, as "file name: tables". A statement is a tagged template, or a drizzle query up to its end.
 */
export function joinsWithRuns(files = sourcesUnder("db")): string[] {
  const joins = files.flatMap((file) =>
    statementsIn(readSource(file)).flatMap((statement) => {
      const tables = tablesIn(statement);
      const isJoin = tables.some(isRunTable) && tables.length > 1;
      return isJoin ? [`${file}: ${tables.join(" + ")}`] : [];
    }),
  );
  return [...new Set(joins)].toSorted();
}

/** The statements in a source: the contents of its SQL templates, and its drizzle queries. */
export function statementsIn(text: string): string[] {
  const templates = [
    ...text.matchAll(/`((?:[^`\\$]|\\.|\$(?!\{)|\$\{(?:[^{}`]|`[^`]*`|\{[^}]*\})*\})*)`/gu),
  ]
    .map(([, inside = ""]) => inside)
    .filter((inside) => /\b(?:select|insert|update|delete)\b/iu.test(inside));
  const queries = [...text.matchAll(/\.(?:select|insert|update|delete)\([\s\S]*?;\n/gu)]
    .map(([query]) => query)
    .filter((query) => /\.(?:from|values|set|where)\(/u.test(query));
  return [...templates, ...queries];
}

/** The tables that a statement reads or writes by name, each once, in alphabetical order. */
export function tablesIn(statement: string): string[] {
  const inSql = [
    ...statement.matchAll(
      /\b(?:from|join|into|update|using)\s+(?:only\s+)?([a-z_]+(?:\.[a-z_]+)?)/giu,
    ),
  ].map(([, name = ""]) => name);
  const inDrizzle = [...statement.matchAll(/(?:from|[jJ]oin|insert|update|delete)\((\w+)/gu)].map(
    ([, constant = ""]) => tableNames.get(constant) ?? "",
  );
  const queue = /\bgraphile_worker\.\w*jobs\b(?!\()|\$\{(?:privateJobs|jobsWithPayload)\(/u.test(
    statement,
  );
  const known = new Set(tableNames.values());
  const named = [...inSql, ...inDrizzle].filter((name) => known.has(name));
  return [...new Set([...named, ...(queue ? ["the queue"] : [])])].toSorted();
}

function isRunTable(name: string): boolean {
  return (runTables as readonly string[]).includes(name);
}
