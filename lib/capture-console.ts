import { stripVTControlCharacters } from "node:util";

import { log } from "./log.ts";
import { SafeOutput } from "./logging/safe-output.ts";

const levels = { debug: "debug", log: "info", info: "info", warn: "warn", error: "error" } as const;

/**
 * Makes everything that this process prints a line of the log: what Next prints of a page that failed is the error with
 * all that is in it, and one such error for each request of an outage. Uncaught errors end the process as before, and
 * leave a line, not what they hold.
 */
export function captureConsole(): void {
  const output = { out: new SafeOutput(1), err: new SafeOutput(2) };
  for (const [name, level] of Object.entries(levels)) {
    const to = level === "warn" || level === "error" ? output.err : output.out;
    Reflect.set(console, name, (...said: unknown[]) => {
      const [first] = said;
      // The log's own lines, also of its copy in the bundled application, come this way too.
      if (said.length === 1 && isLine(first)) to.write(first);
      else record(level, said);
    });
  }
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
  process.on("uncaughtException", (error) => {
    log.error("the process ends: an error that nobody caught", { error });
    process.exit(1);
  });
}

function isLine(said: unknown): said is string {
  return typeof said === "string" && said.startsWith('{"time":"');
}

function record(level: "debug" | "info" | "warn" | "error", said: readonly unknown[]): void {
  const error = said.find((one) => one instanceof Error);
  const words = said.filter((one) => typeof one === "string").join(" ");
  const text = stripVTControlCharacters(words.replaceAll("%s", "")).trim();
  // Of an error as text the first line says what it is; the others are its stack, and what caused it with all it holds.
  const [message = ""] = text.split("\n", 1);
  if (/Server (?:Action|Reference)/u.test(`${message} ${error?.message}`)) {
    // It quotes what was sent. A page that was open while the application was replaced does this, or somebody who
    // tries.
    return log.warn("a form was sent that this version does not have");
  }
  const digest = error && "digest" in error ? error.digest : undefined;
  log[level](message === "" || message === "⨯" ? "a page failed" : message, {
    ...(error && { error }),
    ...(typeof digest === "string" && { reference: digest }),
  });
}
