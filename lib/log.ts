import { inspect } from "node:util";

import { env } from "./env.ts";
import { describeError } from "./logging/describe-error.ts";
import { away, failureKind, full } from "./logging/failure-kind.ts";
import { isPrivateName, redacted } from "./logging/redact.ts";
import { type Repeated, Repeats } from "./logging/repeats.ts";

const levels = { debug: 10, info: 20, warn: 30, error: 40 } as const;
type Level = keyof typeof levels;
type Fields = Record<string, unknown>;

/**
 * Writes one line of JSON per message: warnings and errors to stderr, the rest to stdout. Nothing that a person entered
 * gets in, whatever an error says, and failures that come again and again are counted (docs/decisions/log.md).
 */
export const log = {
  debug: (message: string, fields?: Fields) => write("debug", message, fields),
  info: (message: string, fields?: Fields) => write("info", message, fields),
  warn: (message: string, fields?: Fields) => write("warn", message, fields),
  error: (message: string, fields?: Fields) => write("error", message, fields),
};

/** One for the process: the bundled application and the script that serves it are told of the same outage. */
const kept = globalThis as typeof globalThis & {
  workflowsRepeats?: Repeats;
  workflowsRepeatsTold?: boolean;
};

function repeats(): Repeats {
  kept.workflowsRepeats ??= new Repeats(tellRepeated);
  if (!kept.workflowsRepeatsTold) process.once("exit", () => kept.workflowsRepeats?.flush());
  kept.workflowsRepeatsTold = true;
  return kept.workflowsRepeats;
}

function tellRepeated({ level, message, references, times }: Repeated): void {
  print(level, `${message}: it came again`, {
    times,
    ...(references.length > 0 && { references }),
  });
}

function write(level: Level, message: string, fields: Fields = {}): void {
  if (levels[level] < levels[env().LOG_LEVEL]) return;
  if (level === "debug" || level === "info") return print(level, message, fields);
  const kind = failureKind(message, fields, env().DATABASE_URL);
  const outage = kind === away || kind === full;
  const { reference } = fields;
  const named = typeof reference === "string" && { reference };
  if (!repeats().isNew(kind, { level, message: outage ? kind : message, ...named })) return;
  print(level, message, outage ? { outage: kind, ...fields } : fields);
}

function print(level: Level, message: string, fields: Fields): void {
  const entry = { time: new Date().toISOString(), level, message };
  const line = lineOf({ ...entry, ...fields });
  console[level](line ?? lineOf({ ...entry, fields: redacted(inspect(fields)) }));
}

/** Null where the fields have no JSON: any value may be thrown, and logging it must not throw again. */
function lineOf(entry: Fields): string | null {
  try {
    return JSON.stringify(entry, describe);
  } catch {
    return null;
  }
}

/** Enough to see what it was. A thrown text may be megabytes long. */
const longest = 20_000;

/** Errors have no enumerable fields, so plain JSON would print `{}` for them. */
function describe(key: string, value: unknown): unknown {
  if (value instanceof Error) return describeError(value);
  if (isPrivateName(key) && value !== undefined && value !== null) return "[left out]";
  if (typeof value === "string") {
    return redacted(value.length > longest ? `${value.slice(0, longest)}…` : value);
  }
  return typeof value === "bigint" ? value.toString() : value;
}
