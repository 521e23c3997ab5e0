import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";

import { AppError } from "#lib/errors.ts";

/** 0 to 4: from 3 on it takes more than a hundred million guesses. */
const leastScore = 3;

/**
 * So much of a password is judged, since the time it takes grows faster than its length; a password is at least as hard
 * to guess as its beginning.
 */
const judged = 32;

/** What everybody here would think of first. */
const ourWords = ["investbyyourself", "invest", "workflow", "workflows", "portfolio"];

const keptHere = globalThis as typeof globalThis & { workflowsPasswordJudge?: ZxcvbnFactory };

/** Made once, since it takes a quarter of a second: the lists are unpacked. Call it before somebody waits for it. */
export function passwordJudge(): ZxcvbnFactory {
  keptHere.workflowsPasswordJudge ??= new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });
  return keptHere.workflowsPasswordJudge;
}

/**
 * Refuses, with a sentence, a password that others would guess: one from the lists of common ones or near to it, a
 * pattern of the keyboard, a date, or words that are known of this person.
 */
export function refuseGuessable(password: string, known: readonly string[]): void {
  const words = known.flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)]);
  const telling = words.map((word) => word.toLowerCase()).filter((word) => word.length > 2);
  const beginning = Array.from(password).slice(0, judged).join("");
  const { score } = passwordJudge().check(beginning, [...ourWords, ...telling]);
  if (score >= leastScore) return;
  const sentence =
    "Choose a password that is harder to guess, such as four words that do not belong together";
  throw new AppError("invalid", sentence, { fields: { password: [sentence] } });
}
