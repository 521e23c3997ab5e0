const small = [
  "zero",
  "one",
  "two",
  "three",
  "four",
  "five",
  "six",
  "seven",
  "eight",
  "nine",
  "ten",
  "eleven",
  "twelve",
  "thirteen",
  "fourteen",
  "fifteen",
  "sixteen",
  "seventeen",
  "eighteen",
  "nineteen",
];
const tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const scales: Readonly<Record<string, number>> = {
  hundred: 100,
  thousand: 1_000,
  million: 1_000_000,
  billion: 1_000_000_000,
};

const valueOf = new Map<string, number>([
  ...small.map((word, value) => [word, value] as const),
  ...tens.map((word, index) => [word, (index + 2) * 10] as const),
]);

const anyWord = [...valueOf.keys(), ...Object.keys(scales)].join("|");

/** Numbers written as words, whole phrases at a time: "forty-five", "two hundred and fifty thousand". */
export const numberWords = new RegExp(
  `\\b(?:${anyWord})(?:(?:(?<=hundred|thousand|million)\\s+and)?[\\s-]+(?:${anyWord}))*\\b`,
  "giu",
);

/** The value of a phrase that `numberWords` found. */
export function readNumberWords(phrase: string): number {
  let total = 0;
  let part = 0;
  for (const word of phrase.toLowerCase().split(/[\s-]+/u)) {
    const scale = scales[word];
    if (scale === undefined) {
      part += valueOf.get(word) ?? 0;
    } else if (scale === 100) {
      part = (part || 1) * scale;
    } else {
      total += (part || 1) * scale;
      part = 0;
    }
  }
  return total + part;
}
