// npm run -s workflow -- COMMAND …: definitions for authors and operators, at the terminal.
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";

import { AppError } from "#lib/errors.ts";

import { command, say } from "./say.ts";
import { archiveStored } from "./workflow/archive.ts";
import { listOperations, printSchema } from "./workflow/catalog.ts";
import { readDefinition, readJsonArgument } from "./workflow/files.ts";
import { checkStored } from "./workflow/fsck.ts";
import { patchRun } from "./workflow/patch.ts";
import { runInMemory } from "./workflow/run-in-memory.ts";
import { runOnDatabase } from "./workflow/run-on-database.ts";
import { simulateDefinition } from "./workflow/simulate.ts";
import { validateFile } from "./workflow/validate.ts";

const usage = `Usage: npm run -s workflow -- COMMAND [--json]
  validate FILE                 check a definition; exit 1 when it has errors
  run FILE [--input JSON|@FILE] [--answers FILE] [--memory]
                                run it: on the database, or in memory alone
  simulate FILE                 run it on a simulated clock; steps take metadata.simulatedSeconds
  schema [patch]                the JSON Schema of a definition, or of a patch
  operations                    the step library with its contracts
  fsck [--execution ID] [--repair]
                                check what is stored; exit 1 when something is wrong
  archive --before DATE [--limit N]
                                pack what runs that ended before a day have left behind; at most N of them
  patch EXECUTION FILE [--dry-run]
                                change what a run has yet to do, or show what that would come to
Files may be JSON or YAML.`;

/** What a command found: for programs as one JSON value, for people as lines. */
export type Report = { json: unknown; lines: readonly string[]; failed?: boolean };

await command(async () => {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const { values, positionals } = readArguments();
  const report = await carryOut(positionals, values);
  if (values.json) say(JSON.stringify(report.json, null, 2));
  else for (const line of report.lines) say(line);
  if (report.failed) process.exitCode = 1;
});
process.exit();

type Options = ReturnType<typeof readArguments>["values"];

async function carryOut(positionals: readonly string[], options: Options): Promise<Report> {
  const [name = "", file, second] = positionals;
  switch (name) {
    case "schema":
      return printSchema(file);
    case "operations":
      return listOperations();
    case "validate":
      return await validateFile(needed(file));
    case "simulate":
      return simulateDefinition(await readDefinition(needed(file)));
    case "run": {
      const path = needed(file);
      const inputs = readJsonArgument(options.input);
      const answers = readJsonArgument(options.answers && `@${options.answers}`);
      return options.memory
        ? await runInMemory(await readDefinition(path), inputs, answers)
        : await runOnDatabase(async (find) => await readDefinition(path, find), inputs, answers);
    }
    case "patch":
      return await patchRun(needed(file), needed(second), options["dry-run"]);
    case "fsck":
      return await checkStored(options);
    case "archive":
      return await archiveStored(options);
    default:
      throw new AppError("invalid", usage);
  }
}

function needed(file: string | undefined): string {
  if (file === undefined) throw new AppError("invalid", usage);
  return file;
}

function readArguments() {
  try {
    return parseArgs({
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
    throw new AppError("invalid", usage, { cause });
  }
}
