import { once } from "node:events";
import { join } from "node:path";
import { Worker } from "node:worker_threads";

import { FinanceError } from "#lib/finance/errors.ts";
import { log } from "#lib/log.ts";
import { StepFailure } from "#lib/step-failure.ts";

import type { Question, Reply } from "./message.ts";

/** The program of a thread, found in the checkout at run time. Node runs it as it is, and no bundler includes it. */
const program = "lib/calculation/thread.ts";

/**
 * Threads for calculations: started when first needed, used again, at most `size` of them. Calculations that come while
 * all are busy wait their turn. An idle thread keeps no process alive.
 */
export class ThreadPool {
  readonly #size: number;
  readonly #program: string;
  readonly #threads = new Set<Worker>();
  readonly #idle: Worker[] = [];
  readonly #waiting: (() => void)[] = [];
  #taken = 0;
  #drained: (() => void)[] = [];

  constructor(size: number, file = program) {
    this.#size = size;
    this.#program = join(/* turbopackIgnore: true */ process.cwd(), file);
  }

  /** How many threads there are. */
  get threads(): number {
    return this.#threads.size;
  }

  /**
   * The answer of a thread. Rejects with the signal's reason when it aborts: a calculation cannot be interrupted, so
   * its thread is ended. Rejects with a `FinanceError` where the calculation refuses, and with a retryable
   * `StepFailure` when the thread breaks down.
   */
  async run(question: Question, signal: AbortSignal): Promise<unknown> {
    signal.throwIfAborted();
    await this.#turn(signal);
    try {
      const thread = this.#idle.pop() ?? this.#start();
      return valueOf(await this.#ask(thread, question, signal));
    } finally {
      this.#pass();
    }
  }

  /** Ends the threads when all their calculations are done. */
  async close(): Promise<void> {
    if (this.#taken > 0) await new Promise<void>((resolve) => this.#drained.push(resolve));
    await Promise.all(this.#idle.splice(0).map((thread) => thread.terminate()));
  }

  /** Keeps the thread for the next question, unless it broke down or had to be ended. */
  async #ask(thread: Worker, question: Question, signal: AbortSignal): Promise<Reply> {
    try {
      thread.ref();
      const reply = await ask(thread, question, signal);
      thread.unref();
      this.#idle.push(thread);
      return reply;
    } catch (error) {
      await thread.terminate();
      throw signal.aborted ? signal.reason : brokenDown(error);
    }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    if (this.#taken < this.#size) {
      this.#taken += 1;
      return;
    }
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = () => {
      const place = this.#waiting.indexOf(resolve);
      if (place >= 0) this.#waiting.splice(place, 1);
      reject(signal.reason);
    };
    signal.addEventListener("abort", leave, { once: true });
    this.#waiting.push(resolve);
    await promise.finally(() => signal.removeEventListener("abort", leave));
  }

  /** Gives the place to the calculation that has waited longest, or frees it. */
  #pass(): void {
    const next = this.#waiting.shift();
    if (next) return next();
    this.#taken -= 1;
    if (this.#taken === 0) for (const resolve of this.#drained.splice(0)) resolve();
  }

  #start(): Worker {
    // no flags of this process, which may be meant for a test runner's or a bundler's code
    const thread = new Worker(/* turbopackIgnore: true */ this.#program, { execArgv: [] });
    this.#threads.add(thread);
    thread.on("error", (error) => log.error("a calculation thread broke down", { error }));
    thread.on("exit", () => {
      this.#threads.delete(thread);
      const place = this.#idle.indexOf(thread);
      if (place >= 0) this.#idle.splice(place, 1);
    });
    return thread;
  }
}

async function ask(thread: Worker, question: Question, signal: AbortSignal): Promise<Reply> {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  thread.postMessage(question);
  const heard = new AbortController();
  const until = { signal: AbortSignal.any([signal, heard.signal]) };
  const answered = once(thread, "message", until);
  const ended = once(thread, "exit", until);
  try {
    const [first] = await Promise.race([answered, ended]);
    if (typeof first === "number") throw new Error(`The thread ended with ${first}.`);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- all that thread.ts sends
    return first as Reply;
  } finally {
    heard.abort();
  }
}

function valueOf(reply: Reply): unknown {
  switch (reply.kind) {
    case "answer":
      return reply.value;
    case "refused":
      throw new FinanceError(reply.code, reply.message);
    case "broken":
      throw reply.error;
  }
}

function brokenDown(cause: unknown): StepFailure {
  return new StepFailure("crashed", "The calculation broke down before it had an answer.", {
    retryable: true,
    cause,
  });
}
