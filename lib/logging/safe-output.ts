import { writeSync } from "node:fs";

import { hasCode } from "./causes.ts";

/** How often, and with which pause, a full pipe is tried again. */
const tries = 200;
const pauseMs = 5;
const sleeper = new Int32Array(new SharedArrayBuffer(4));

/**
 * Writes lines to a file descriptor and survives what happens to it: on a full disk a line is lost, and the first one
 * that there is room for again says how many. A stream of Node would end for good with its first failure, and a failure
 * that nobody listens to would end the process.
 */
export class SafeOutput {
  #lost = 0;
  /** Whether there was room for the beginning of a line only. */
  #cut = false;
  readonly #fd: number;

  constructor(fd: number) {
    this.#fd = fd;
  }

  write(line: string): void {
    try {
      if (this.#lost > 0) this.#all(`${this.#cut ? "\n" : ""}${lostLines(this.#lost)}\n`);
      this.#lost = 0;
      this.#cut = false;
      this.#all(`${line}\n`);
    } catch {
      this.#lost += 1;
    }
  }

  #all(text: string): void {
    const bytes = Buffer.from(text);
    let written = 0;
    for (let tried = 0; written < bytes.length;) {
      try {
        written += writeSync(this.#fd, bytes, written);
      } catch (error) {
        if (!hasCode(error, "EAGAIN") || (tried += 1) > tries) {
          this.#cut ||= written > 0;
          throw error;
        }
        Atomics.wait(sleeper, 0, 0, pauseMs);
      }
    }
  }
}

function lostLines(lines: number): string {
  const time = new Date().toISOString();
  return JSON.stringify({ time, level: "warn", message: "lines of the log were lost", lines });
}
