// Runs on a thread of its own, unbuilt. It does one calculation after the other.
import { parentPort } from "node:worker_threads";

import { FinanceError } from "#lib/finance/errors.ts";

import { calculateHere } from "./calculations.ts";
import type { Question, Reply } from "./message.ts";

parentPort?.on("message", (question: Question) => void answer(question));

async function answer(question: Question): Promise<void> {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
  parentPort?.postMessage(await reply(question));
}

async function reply({ name, input }: Question): Promise<Reply> {
  try {
    return { kind: "answer", value: await calculateHere(name, input) };
  } catch (error) {
    if (error instanceof FinanceError)
      return { kind: "refused", code: error.code, message: error.message };
    return { kind: "broken", error: error instanceof Error ? error : new Error(String(error)) };
  }
}
