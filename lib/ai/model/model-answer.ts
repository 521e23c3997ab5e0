import { z } from "zod";

/**
 * The answer that a model is asked for. The explanation comes first, so that it streams first. Every field is required
 * and no other allowed, which is what strict structured output of OpenAI-compatible servers can express.
 */
export const answerSchema = z.strictObject({
  explanation: z
    .string()
    .min(1)
    .describe("The text for the person: plain paragraphs separated by a blank line"),
  result: z.string().describe("The main outcome in one short sentence"),
  data: z
    .array(
      z.strictObject({ name: z.string(), value: z.union([z.string(), z.number(), z.boolean()]) }),
    )
    .describe("At most ten named values that later steps may use, taken from the facts"),
  confidence: z.strictObject({
    score: z.number().describe("From 0 to 1: how well the facts support the text"),
    reason: z.string().describe("One sentence"),
  }),
});

export type Answer = z.output<typeof answerSchema>;

const mostCharacters = 12_000;

/** Why an answer cannot be used although it has the right shape, or null. */
export function problemOf(answer: Answer, echoes: readonly string[]): string | null {
  const text = answer.explanation;
  if (text.trim().length < 20) return "The explanation is empty.";
  if (text.length > mostCharacters) return "The explanation is too long.";
  if (echoes.some((echo) => text.includes(echo)))
    return "The explanation repeats its instructions.";
  return null;
}

/** Control and direction characters, except the line feed. */
const control = /(?!\n)[\p{Cc}\p{Cf}\u2028\u2029]/gu;
const links = /\b(?:https?:\/\/|www\.)\S+|<\/?[a-z][^>]*>|\[[^\]]*\]\([^)]*\)/giu;

/** The text with a space for each control and direction character: what can be stored, and shown as it reads. */
export function plainText(text: string): string {
  return text.toWellFormed().replaceAll(control, " ");
}

/**
 * The text as it is stored: plain, and without links or markup, which have no use here and which a reader might follow.
 */
export function cleanText(text: string): { text: string; removed: number } {
  let removed = 0;
  const clean = plainText(text.replaceAll(/\r\n?/gu, "\n"))
    .replaceAll(links, () => {
      removed += 1;
      return "(link removed)";
    })
    .replaceAll(/\n{3,}/gu, "\n\n")
    .trim();
  return { text: clean, removed };
}

/** The named values as a record for later steps; a name that could shadow a built-in one is left out. */
export function dataOf(answer: Answer): Record<string, string | number | boolean> {
  const data: Record<string, string | number | boolean> = {};
  for (const { name, value } of [
    { name: "result", value: answer.result },
    ...answer.data.slice(0, 10),
  ]) {
    if (!/^[A-Za-z]\w{0,60}$/u.test(name) || name in Object.prototype) continue;
    data[name] = typeof value === "string" ? cleanText(value).text.slice(0, 500) : value;
  }
  return data;
}
