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
  const line = JSON.stringify(
    { time: new Date().toISOString(), level, message, ...fields },
    describe,
  );
  console[level](line);
}

/** Errors have no enumerable fields, so plain JSON would print `{}` for them. */
function describe(_key: string, value: unknown): unknown {
  if (value instanceof Error) {
    const { name, message, stack, cause } = value;
    const code = "code" in value ? value.code : undefined;
    return { name, message, code, stack, cause };
  }
  return typeof value === "bigint" ? value.toString() : value;
}
