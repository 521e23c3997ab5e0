import type { Rejection } from "./command.ts";

/** What a decision returns when the command is accepted. */
export const accepted = null;

export function reject(code: Rejection["code"], message: string): Rejection {
  return { code, message };
}

export function unknown(address: string): Rejection {
  return reject("unknown_step", `This run has no step "${address}".`);
}

/** The rejection that a rule's sentence stands for, if there is one. */
export function refusedOr(refused: string | null): Rejection | null {
  return refused === null ? accepted : reject("refused", refused);
}
