import { readFileSync } from "node:fs";
import { join } from "node:path";

import { onTestFinished } from "vitest";
import { parse } from "yaml";

import { saveDefinition } from "#db/queries/definitions/definitions.ts";
import type { WorkflowDefinition } from "#lib/engine/definition/definition.ts";
import { compile } from "#lib/engine/plan/compile.ts";
import type { ExecutionEvent } from "#lib/engine/state/event.ts";
import { validateDefinition } from "#lib/engine/validate/validate-definition.ts";
import { catalog } from "#lib/steps/registry.ts";
import { somebody } from "#tests/support/executions.ts";
import { freshDb } from "#tests/support/pg.ts";

import { CoreRun } from "./core-run.ts";
import type { PatternRun } from "./pattern-run.ts";
import { StoredRun } from "./stored-run.ts";

/** Reads a pattern's document. Validation must accept it without a warning. */
export function pattern(name: string): WorkflowDefinition {
  const text = readFileSync(join(import.meta.dirname, `${name}.yaml`), "utf8");
  const { definition, problems } = validateDefinition(parse(text), catalog);
  if (!definition || problems.length > 0) {
    throw new Error(`${name}: ${problems.map(({ message }) => message).join("\n")}`);
  }
  return definition;
}

/** Begins one more run. */
type Begin = () => Promise<PatternRun>;

/** The two ways to drive a pattern. Each test opens one for itself and may start any number of runs. */
export function waysOf(name: string): [string, () => Promise<Begin>][] {
  return [
    ["in the core", () => inCore(name)],
    ["in PostgreSQL", () => inPostgres(name)],
  ];
}

function inCore(name: string): Promise<Begin> {
  const plan = compile(pattern(name), catalog);
  return Promise.resolve(() => Promise.resolve(CoreRun.begun(plan)));
}

async function inPostgres(name: string): Promise<Begin> {
  const db = await freshDb();
  const ownerId = await somebody(db);
  const definition = pattern(name);
  await saveDefinition(db, { definition, ownerId: null });
  return async () => {
    const run = await StoredRun.begun(db, ownerId, definition.id);
    onTestFinished(() => run.expectReplayed());
    return run;
  };
}

/** Every order of some things. */
export function ordersOf<T>(things: readonly T[]): T[][] {
  if (things.length < 2) return [[...things]];
  return things.flatMap((first, at) =>
    ordersOf(things.filter((_, other) => other !== at)).map((rest) => [first].concat(rest)),
  );
}

/** How often something happened to a step. */
export async function timesOf(run: PatternRun, type: ExecutionEvent["type"], step: string) {
  const log = await run.log();
  return log.filter((event) => event.type === type && "step" in event && event.step === step)
    .length;
}

/** The statuses of some steps and instances, in this order. */
export async function statusesOf(run: PatternRun, ...steps: string[]): Promise<string[]> {
  const states = await Promise.all(steps.map((address) => run.task(address)));
  return states.map(({ status }) => status);
}
