import { parseArgs } from "node:util";

import { AppError } from "#lib/errors.ts";

import { archiveStored } from "./archive.ts";
import { listOperations, printSchema } from "./catalog.ts";
import { readDefinition, readJsonArgument } from "./files.ts";
import { checkStored } from "./fsck.ts";
import { patchRun } from "./patch.ts";
import type { Report } from "./report.ts";
import { runInMemory } from "./run-in-memory.ts";
import { runOnDatabase } from "./run-on-database.ts";
import { simulateDefinition } from "./simulate.ts";
import { validateFile } from "./validate.ts";

const usage = `Usage: npm run -s workflow -- COMMAND [--json]
  validate FILE                 check a definition; exit 1 when it has errors
  run FILE [--input JSON|@FILE] [--answers FILE] [--memory]
                                run it: on the database, or in memory alone
  simulate FILE [--input JSON|@FILE]
                                run it on a simulated clock: steps take metadata.simulatedSeconds,
                                and a step that runs a workflow as long as that one's steps
  schema [patch]                the JSON Schema of a definition, or of a patch
  operations                    the step library with its contracts
  fsck [--execution ID] [--repair]
                                check what is stored; exit 1 when something is wrong
  archive --before DATE [--limit N]
                                pack what runs that ended before a day have left behind; at most N of them
  patch EXECUTION FILE [--dry-run]
                                change what a run has yet to do, or show what that would come to
Files may be JSON or YAML.`;

type Command = {
  /** What follows the command's name. Optional parts are in brackets. */
  takes: readonly string[];
  options: readonly (keyof Options)[];
  execute(options: Options, first: string, second: string): Report | Promise<Report>;
};

const commands = new Map<string, Command>([
  ["validate", { takes: ["FILE"], options: [], execute: (_, file) => validateFile(file) }],
  ["run", { takes: ["FILE"], options: ["input", "answers", "memory"], execute: runFile }],
  ["simulate", { takes: ["FILE"], options: ["input"], execute: simulateFile }],
  ["schema", { takes: ["[patch]"], options: [], execute: (_, of) => printSchema(of) }],
  ["operations", { takes: [], options: [], execute: listOperations }],
  ["fsck", { takes: [], options: ["execution", "repair"], execute: checkStored }],
  ["archive", { takes: [], options: ["before", "limit"], execute: archiveStored }],
  [
    "patch",
    {
      takes: ["EXECUTION", "FILE"],
      options: ["dry-run"],
      execute: (options, execution, file) => patchRun(execution, file, options["dry-run"]),
    },
  ],
]);

/** Runs the command of the arguments. Throws a sentence, with the command's usage where the arguments make no sense. */
export async function answer(
  args: readonly string[],
): Promise<{ report: Report; asJson: boolean }> {
  const { values, positionals } = readArguments(args);
  return { report: await execute(positionals, values), asJson: values.json ?? false };
}

type Options = ReturnType<typeof readArguments>["values"];

async function execute([name, ...given]: readonly string[], options: Options): Promise<Report> {
  if (name === undefined) throw misused("Say what to do.");
  const found = commands.get(name);
  if (!found) throw misused(`There is no command "${name}".`);
  const { takes } = found;
  const missing = takes.slice(given.length).filter((what) => !what.startsWith("["));
  if (missing.length > 0) throw misused(`${name} needs ${takes.join(" and ")}.`);
  const extra = given.slice(takes.length);
  if (extra.length > 0) throw misused(`${name} cannot do anything with "${extra.join(" ")}".`);
  const known = new Set<string>([...found.options, "json"]);
  const unknown = Object.keys(options).find((option) => !known.has(option));
  if (unknown !== undefined) throw misused(`${name} has no option --${unknown}.`);
  return await found.execute(options, given[0] ?? "", given[1] ?? "");
}

async function runFile(options: Options, file: string): Promise<Report> {
  const inputs = readJsonArgument(options.input);
  const answers = readJsonArgument(options.answers && `@${options.answers}`);
  return options.memory
    ? await runInMemory(await readDefinition(file), inputs, answers)
    : await runOnDatabase(async (find) => await readDefinition(file, find), inputs, answers);
}

async function simulateFile({ input }: Options, file: string): Promise<Report> {
  return simulateDefinition(await readDefinition(file), readJsonArgument(input));
}

function misused(sentence: string, cause?: unknown): AppError {
  return new AppError("invalid", `${sentence}\n\n${usage}`, { cause });
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: "boolean" },
        input: { type: "string" },
        answers: { type: "string" },
        memory: { type: "boolean" },
        execution: { type: "string" },
        repair: { type: "boolean" },
        before: { type: "string" },
        limit: { type: "string" },
        "dry-run": { type: "boolean" },
      },
    });
  } catch (cause) {
    // Node names the option first, then adds advice that does not apply here.
    const [sentence = ""] = cause instanceof Error ? cause.message.split(/(?<=')\. /u) : [];
    throw misused(sentence.replace(/\.?$/u, "."), cause);
  }
}
