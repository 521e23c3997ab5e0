import { inspect } from "node:util";

import { env } from "./env.ts";

const levels = { debug: 10, info: 20, warn: 30, error: 40 } as const;
type Level = keyof typeof levels;
type Fields = Record<string, unknown>;

/** Writes one line of JSON per message: warnings and errors to stderr, the rest to stdout. */
export const log = {
  debug: (message: string, fields?: Fields) => write("debug", message, fields),
  info: (message: string, fields?: Fields) => write("info", message, fields),
  warn: (message: string, fields?: Fields) => write("warn", message, fields),
  error: (message: string, fields?: Fields) => write("error", message, fields),
};

function write(level: Level, message: string, fields: Fields = {}): void {
  if (levels[level] < levels[env().LOG_LEVEL]) return;
  const entry = { time: new Date().toISOString(), level, message };
  console[level](lineOf({ ...entry, ...fields }) ?? lineOf({ ...entry, fields: inspect(fields) }));
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
function describe(_key: string, value: unknown): unknown {
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    const code = "code" in value ? value.code : undefined;
    return { name, message, code, stack, cause };
  }
  if (typeof value === "string" && value.length > longest) return `${value.slice(0, longest)}…`;
  return typeof value === "bigint" ? value.toString() : value;
}
