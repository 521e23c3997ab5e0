import type { Explanation } from "#lib/data-types/explanation.ts";

const words = { high: "High", medium: "Medium", low: "Low" } as const;

export function confidenceWord({ confidence }: Explanation): string {
  return words[confidence.level];
}

/** The announcement when a text is ready: "Explanation ready. Medium confidence." */
export function readyWords(explanation: Explanation): string {
  return `Explanation ready. ${confidenceWord(explanation)} confidence.`;
}

/** What to do about the confidence, no full stop. */
export function confidenceAdvice({ confidence, figures, inputsUsed }: Explanation): string {
  if (figures.some(({ matches }) => matches === null))
    return "Check the marked numbers before you use this";
  if (confidence.level === "low") return "Check every figure before you use this";
  const estimates = inputsUsed.filter(({ origin }) => origin === "estimate").length;
  if (estimates > 0)
    return `Check the ${estimates === 1 ? "estimate" : "estimates"}, or use it as it is`;
  return confidence.level === "high"
    ? "You can use it as it is"
    : "Check what is named here, or use it as it is";
}
