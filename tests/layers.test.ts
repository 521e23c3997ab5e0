import { describe, expect, test } from "vitest";

import { exceptions, openToAll, pure, rows } from "./support/layers/allowed-arrows.ts";
import {
  betweenFolders,
  circles,
  type Import,
  importsIn,
  readImports,
  sourcesUnder,
} from "./support/layers/import-graph.ts";
import {
  foreignKeysToRuns,
  joinsWithRuns,
  statementsIn,
  tablesIn,
} from "./support/layers/run-tables.ts";

const imports = readImports();

/** By folder: everything that it may import, itself included. */
function allowedBy(table: typeof rows): ReadonlyMap<string, ReadonlySet<string>> {
  const allowed = new Map<string, Set<string>>();
  for (const [folder, named] of table) {
    const all = new Set([folder]);
    for (const lower of named) for (const one of allowed.get(lower) ?? []) all.add(one);
    allowed.set(folder, all);
  }
  return allowed;
}

const allowed = allowedBy(rows);

function isIn(folder: string, area: string): boolean {
  return folder === area || folder.startsWith(`${area}/`);
}

function isPure(folder: string): boolean {
  return pure.some((area) => isIn(folder, area));
}

function mayImport({ from, to, isOfTypes }: Import): boolean {
  if (from.startsWith("app")) return true;
  if (from.startsWith("components")) return !to.startsWith("app");
  if (allowed.get(from)?.has(to)) return true;
  if (!isPure(from) && openToAll.includes(to)) return true;
  if (!isPure(from) && isOfTypes && isIn(to, "lib/engine")) return true;
  return exceptions.some(([one, other]) => {
    return one === from && (allowed.get(other)?.has(to) ?? false);
  });
}

/** The arrows that the table does not allow. */
function forbidden(arrows: readonly Import[]): string[] {
  return arrows.filter((arrow) => !mayImport(arrow)).map(({ from, to }) => `${from} -> ${to}`);
}

describe("arrows point down", () => {
  test("the table names lower folders only", () => {
    const names = rows.map(([folder]) => folder);
    for (const [index, [folder, lower]] of rows.entries()) {
      const below = new Set(names.slice(0, index));
      const above = lower.filter((one) => !below.has(one)).map((one) => `${folder} -> ${one}`);
      expect(above).toEqual([]);
    }
    expect(new Set(names).size).toBe(names.length);
  });

  test("no file imports itself by way of others", () => {
    expect(circles(imports)).toEqual([]);
  });

  test("no folder of lib and db imports itself by way of others", () => {
    const isBelow = (folder: string) =>
      !folder.startsWith("app") && !folder.startsWith("components");
    const arrows = betweenFolders(imports).filter(({ from }) => isBelow(from));
    expect(circles(arrows)).toEqual([]);
  });

  test("every import is one that the table allows", () => {
    const found = forbidden(betweenFolders(imports));
    const table = rows.map(([folder, lower]) => `  ${folder} -> ${lower.join(", ") || "-"}`);
    // One text, so that a failure prints what is allowed beside what was found.
    const report = found.length > 0 ? ["Allowed:", ...table, "Not allowed:", ...found] : [];
    expect(report).toEqual([]);
  });

  test("every exception is used", () => {
    const arrows = betweenFolders(imports);
    const unused = exceptions.filter(
      ([from, to]) =>
        !arrows.some((arrow) => arrow.from === from && allowed.get(to)?.has(arrow.to)),
    );
    expect(unused).toEqual([]);
  });
});

test("folders hold at most 16 files, but for migrations and lists of equals", () => {
  const ofEquals = new Set(["lib/engine/validate"]);
  const counts = new Map<string, number>();
  for (const file of ["app", "components", "db", "lib"].flatMap(sourcesUnder)) {
    const folder = file.slice(0, file.lastIndexOf("/"));
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const full = [...counts].filter(([folder, count]) => count > 16 && !ofEquals.has(folder));
  expect(full).toEqual([]);
});

describe("the test itself can fail", () => {
  test("an import against the arrows is found, whatever its form", () => {
    const planted = [
      `import { db } from "#db/index.ts";`,
      `import type {\n  Run,\n} from "../../runtime/store/load-run.ts";`,
      `export { x } from "#lib/steps/registry.ts";`,
      `const later = await import("#lib/http/route.ts");`,
    ].join("\n");
    const arrows = betweenFolders(importsIn("lib/engine/plan/planted.ts", planted));
    expect(forbidden(arrows)).toEqual([
      "lib/engine/plan -> db",
      "lib/engine/plan -> lib/runtime/store",
      "lib/engine/plan -> lib/steps",
      "lib/engine/plan -> lib/http",
    ]);
  });

  test("a folder that the table does not know is refused", () => {
    expect(forbidden([{ from: "lib/news", to: "lib/steps", isOfTypes: false }])).toEqual([
      "lib/news -> lib/steps",
    ]);
  });

  test("circles are found, of two files and of many", () => {
    const pair = [
      { from: "a", to: "b" },
      { from: "b", to: "a" },
    ];
    expect(circles(pair)).toEqual([["a", "b", "a"]]);
    const ring = ["a", "b", "c", "d"].map((from, at, all) => ({ from, to: all[(at + 1) % 4]! }));
    expect(circles([...ring, { from: "x", to: "a" }])).toEqual([["a", "b", "c", "d", "a"]]);
    expect(circles([...ring.slice(1), { from: "x", to: "b" }])).toEqual([]);
  });
});

/** What hangs on the tables of runs today. The list may only shrink. */
const keys: readonly string[] = [
  "portfolios -> workflow_executions",
  "step_drafts -> workflow_executions",
  "step_questions -> workflow_executions",
  "step_texts -> workflow_executions",
  "workflow_archives -> workflow_executions",
  "workflow_schedules -> workflow_executions",
];

/** The statements that read or write a table of runs together with another one today. The list may only shrink. */
const joins: readonly string[] = [
  "db/queries/definitions/definitions.ts: workflow_definitions + workflow_executions",
  "db/queries/executions/archives.ts: step_drafts + step_texts + workflow_archives + workflow_events + workflow_executions + workflow_step_executions",
  "db/queries/executions/archives.ts: step_drafts + step_texts + workflow_events + workflow_step_executions",
  "db/queries/executions/archives.ts: workflow_archives + workflow_executions",
  "db/queries/executions/forks.ts: workflow_definitions + workflow_executions",
  "db/queries/executions/forks.ts: workflow_events + workflow_executions + workflow_step_executions",
  "db/queries/executions/integrity.ts: idempotency_keys + the queue + users + workflow_events + workflow_executions + workflow_schedules + workflow_step_executions",
  "db/queries/executions/integrity.ts: step_drafts + step_texts",
  "db/queries/executions/list-runs.ts: workflow_archives + workflow_definitions + workflow_executions + workflow_step_executions",
  "db/queries/executions/list-runs.ts: workflow_archives + workflow_step_executions",
  "db/queries/executions/list-runs.ts: workflow_executions + workflow_step_executions",
  "db/queries/executions/step-status.ts: workflow_executions + workflow_step_executions",
  "db/queries/executions/step-texts.ts: step_texts + workflow_step_executions",
  "db/queries/executions/write-executions.ts: workflow_events + workflow_step_executions",
  "db/queries/jobs/dead-letters.ts: the queue + workflow_step_executions",
  "db/queries/jobs/orphaned-jobs.ts: the queue + workflow_executions + workflow_repairs + workflow_step_executions",
  "db/queries/jobs/orphaned-jobs.ts: the queue + workflow_step_executions",
];

describe("runs stand by themselves", () => {
  test("no new foreign key leads to a table of runs", () => {
    expect(foreignKeysToRuns()).toEqual(keys);
  });

  test("no new statement joins a table of runs with another", () => {
    expect(joinsWithRuns()).toEqual(joins);
  });

  test("a planted key and a planted join are found", () => {
    const schema = `export const planted = pgTable("planted", {
    run: uuid().references(() => workflowExecutions.id),
  });`;
    expect(foreignKeysToRuns([schema])).toEqual(["planted -> workflow_executions"]);

    const code = `
    const rows = await db.$client\`
      select 1 from workflow_events event
      join users on users.id = \${id} and \${[1].map((n) => \`\${n}\`)}\`;
    await db.select().from(workflowExecutions).innerJoin(users, eq(users.id, x));
`;
    expect(statementsIn(code).map(tablesIn)).toEqual([
      ["users", "workflow_events"],
      ["users", "workflow_executions"],
    ]);
  });
});
