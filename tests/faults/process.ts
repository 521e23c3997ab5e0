import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { join } from "node:path";

import { onTestFinished } from "vitest";
import { z } from "zod";

import type { Act } from "./server.ts";

const reply = z.object({ id: z.int(), status: z.int(), json: z.unknown() });
type Reply = z.output<typeof reply>;

type Options = {
  /** Hides its log. */
  quiet?: boolean;
  /** Its own clock is wrong by this many hours, in one direction and then in the other. */
  clockWrongByHours?: number;
};

/** A server in a process of its own that can be killed and started again; its database stays. */
export class ServerProcess {
  readonly #env: Record<string, string>;
  readonly #waiting = new Map<number, (answer: Reply | "gone") => void>();
  #child: ChildProcess | null = null;
  #starting: Promise<void> | null = null;
  #asked = 0;
  /** How often it was started. */
  starts = 0;

  readonly #options: Options;

  private constructor(env: Record<string, string>, options: Options) {
    this.#env = env;
    this.#options = options;
    // It may be starting, which takes long on a busy machine.
    onTestFinished(() => this.kill(), 60_000);
  }

  static async start(env: Record<string, string>, options: Options = {}): Promise<ServerProcess> {
    const server = new ServerProcess(env, options);
    await server.up();
    return server;
  }

  /** Ends it as a power cut would, without any clean-up. */
  async kill(): Promise<void> {
    await this.#starting;
    const child = this.#child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  }

  /** Starts it if it is not running. Concurrent callers wait for the same start. */
  async up(): Promise<void> {
    if (this.#child?.connected) return;
    this.#starting ??= this.#launch();
    try {
      await this.#starting;
    } finally {
      this.#starting = null;
    }
  }

  async #launch(): Promise<void> {
    const { clockWrongByHours: hours } = this.#options;
    const clock = new URL(`skewed-clock.ts?hours=${hours}`, import.meta.url).href;
    const skewed = hours === undefined ? [] : ["--import", clock];
    // The name under which the database of its queue, and the servers it calls, know it.
    const name = randomUUID();
    const child = spawn(
      process.execPath,
      ["--conditions=react-server", ...skewed, join(import.meta.dirname, "server.ts"), name],
      {
        env: { NODE_ENV: "test", LOG_LEVEL: "error", PGAPPNAME: name, ...this.#env },
        stdio: ["ignore", "inherit", this.#options.quiet ? "ignore" : "inherit", "ipc"],
      },
    );
    this.#child = child;
    this.starts += 1;
    child.on("exit", () => {
      for (const settle of this.#waiting.values()) settle("gone");
    });
    await new Promise<void>((resolve, reject) => {
      child.once("message", () => resolve());
      child.once("exit", (code) => reject(new Error(`The server ended with ${code}.`)));
    });
    child.on("message", (received) => {
      const answer = reply.parse(received);
      this.#waiting.get(answer.id)?.(answer);
    });
  }

  /** Its answer. `gone` when it ended before it answered, so nobody knows whether the command counts. */
  async ask(act: Act): Promise<Reply | "gone"> {
    const id = ++this.#asked;
    const child = this.#child;
    if (!child?.connected) return "gone";
    const answer = new Promise<Reply | "gone">((resolve) => this.#waiting.set(id, resolve));
    child.send({ id, act }, () => {});
    const settled = await answer;
    this.#waiting.delete(id);
    return settled;
  }
}
