import { z } from "zod";

import { AppError } from "#lib/errors.ts";

/** Tells the person at the terminal what happens. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Runs a command: an expected failure ends it with one sentence, a bug with everything known. */
export async function command(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.exitCode = 1;
    if (error instanceof AppError) console.error(error.message);
    else if (error instanceof z.ZodError)
      for (const { path, message } of error.issues) console.error(`${path.join(".")}: ${message}.`);
    else console.error(error);
  }
}
