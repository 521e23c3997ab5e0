import { codeOf } from "./causes.ts";
import { redacted } from "./redact.ts";

/**
 * What the log says of an error: enough to find the place, and no value that somebody entered. PostgreSQL quotes values
 * in the messages of some errors, and so does the JSON parser.
 */
export function describeError(error: Error): Record<string, unknown> {
  const { cause, name } = error;
  return {
    name,
    message: safeMessage(error),
    code: codeOf(error),
    ...placeOf(error),
    stack: framesOf(error),
    cause,
  };
}

/** The message without values. */
export function safeMessage(error: Error): string {
  if (isFromDatabase(error) && quotesValues(codeOf(error) ?? "")) return "The database refused it.";
  if (error instanceof SyntaxError && /JSON/u.test(error.message)) return "This is not JSON.";
  return redacted(error.message);
}

/** Data that does not fit, a broken constraint, and what functions raise in words of their own. */
const quotesValues = (code: string) => /^(?:22|23|P0)/u.test(code);

function isFromDatabase(error: Error): boolean {
  return "severity" in error && /^[\dA-Z]{5}$/u.test(codeOf(error) ?? "");
}

/** How postgres.js and the queue's driver name them. */
const places = new Set([
  "table_name",
  "column_name",
  "constraint_name",
  "table",
  "column",
  "constraint",
]);

/** Where in the database it happened, by name. */
function placeOf(error: Error): Record<string, unknown> {
  if (!isFromDatabase(error)) return {};
  const found = Object.entries(error).filter(([name]) => places.has(name));
  return Object.fromEntries(found.filter(([, value]) => typeof value === "string"));
}

const frame = /^\s+at (?:async )?(?:[^\n]{1,300}\(|)[^\s()]{1,500}(?::\d+:\d+|<anonymous>)\)?$/u;

/** The stack without its first lines, which repeat the message: a message may have as many lines as it likes. */
function framesOf({ message, stack = "" }: Error): string {
  const begin = message === "" ? -1 : stack.indexOf(message);
  return stack
    .slice(begin < 0 ? 0 : begin + message.length)
    .split("\n", 200)
    .filter((line) => line.length < 1_000 && frame.test(line))
    .slice(0, 12)
    .map((line) => redacted(line))
    .join("\n");
}
