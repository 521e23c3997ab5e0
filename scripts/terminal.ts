import { z } from "zod";

import { AppError } from "#lib/errors.ts";

/** Prints a line for the person at the terminal. */
export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Runs a command. Whatever it throws is printed, and makes the exit code 1. */
export async function command(work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.exitCode = 1;
    printError(error);
  }
}

/** Prints a failure: an expected one as a sentence, a bug with everything known. */
export function printError(error: unknown): void {
  if (error instanceof AppError) {
    const fields = Object.values(error.fields ?? {}).flatMap((sentences) => sentences ?? []);
    console.error([error.message, ...fields.map((sentence) => `- ${sentence}`)].join("\n"));
  } else if (error instanceof z.ZodError)
    for (const { message } of error.issues) console.error(`${message}.`);
  else console.error(error);
}
