import type { Fact } from "./fact.ts";
import { type NumberToken, numbersIn } from "./number-tokens.ts";

/** A number in a text, with the path of the fact that it states, or null where no fact says so. */
export type Figure = {
  readonly text: string;
  readonly index: number;
  readonly matches: string | null;
};

/**
 * Finds every number in `text` and the fact it states. A number matches a fact of its kind that rounds to it as printed
 * and has the sign it claims, unless the words beside it contradict ("55% in shares" where bonds are 55%). Numbers
 * within a name, such as "1–3 year Treasuries", claim nothing and are no figures.
 */
export function checkFigures(text: string, facts: readonly Fact[]): Figure[] {
  const names = occurrences(text, facts, ({ label }) => label);
  const quotes = occurrences(text, facts, ({ printed, unit }) =>
    unit === "text" ? printed.replace(/\.$/u, "") : "",
  );
  return numbersIn(text)
    .filter((token) => !around(names, token))
    .flatMap((token) => {
      const matches = around(quotes, token)?.path ?? factOf(token, text, facts)?.path ?? null;
      const whole = { text: token.text, index: token.index, matches };
      return matches === null ? (partsOf(token, text, facts) ?? [whole]) : [whole];
    });
}

/** The two numbers of an unknown frequency, if both are facts of their own: "level 3 out of 5". */
function partsOf(token: NumberToken, text: string, facts: readonly Fact[]): Figure[] | null {
  const figures = token.parts.map((part) => ({
    text: part.text,
    index: part.index,
    matches: factOf(part, text, facts)?.path ?? null,
  }));
  return figures.length > 0 && figures.every(({ matches }) => matches !== null) ? figures : null;
}

function around(spans: readonly Span[], { index }: NumberToken): Span | undefined {
  return spans.find(({ end, start }) => index >= start && index < end);
}

type Span = { readonly start: number; readonly end: number; readonly path: string };

/** The places where the text repeats words of the facts that contain digits. */
function occurrences(
  text: string,
  facts: readonly Fact[],
  wordsOf: (fact: Fact) => string,
): Span[] {
  const found: Span[] = [];
  for (const fact of facts) {
    const words = wordsOf(fact);
    if (!/\p{L}/u.test(words) || !/\p{N}/u.test(words)) continue;
    for (const { 0: said, index } of text.matchAll(new RegExp(RegExp.escape(words), "giu"))) {
      found.push({ start: index, end: index + said.length, path: fact.path });
    }
  }
  return found;
}

function factOf(token: NumberToken, text: string, facts: readonly Fact[]): Fact | undefined {
  const sentence = sentenceAround(text, token);
  const agreeing = facts.filter(
    (fact) =>
      states(token, fact) && signAgrees(token, fact, sentence) && !denied(token, fact, text, facts),
  );
  const ranked = agreeing.map((fact) => ({
    fact,
    spoken: spokenShare(sentence, fact),
    distance: distance(token, fact),
  }));
  ranked.sort((a, b) => b.spoken - a.spoken || a.distance - b.distance);
  return ranked[0]?.fact;
}

function distance(token: NumberToken, fact: Fact): number {
  const value = Math.abs(Number(fact.value));
  const scaled = fact.unit === "percent" || fact.unit === "frequency" ? value * 100 : value;
  return Math.abs(scaled - token.value);
}

/** Whether the fact, rounded as the number is printed, is that number. Signs are not compared. */
function states(token: NumberToken, fact: Fact): boolean {
  if (typeof fact.value !== "number") return false;
  const near = (value: number, tolerance = token.tolerance) =>
    Math.abs(Math.abs(value) - token.value) <= tolerance + 1e-9 * Math.max(1, Math.abs(value));
  switch (token.kind) {
    case "percent":
    case "frequency":
      return (fact.unit === "percent" || fact.unit === "frequency") && near(fact.value * 100);
    case "share":
      return fact.unit === "percent" && near(fact.value * 100);
    case "money":
      return fact.unit === "money" && sameCurrency(token, fact) && near(fact.value);
    case "plain":
      return plainStates(token, fact, near);
    case "unreadable":
      return false;
  }
}

function plainStates(
  token: NumberToken,
  fact: Fact,
  near: (value: number, tolerance?: number) => boolean,
): boolean {
  if (typeof fact.value !== "number") return false;
  if (token.time === "years") return fact.unit === "years" && near(fact.value);
  if (token.time === "months") return fact.unit === "years" && near(fact.value * 12);
  if (token.time) return false;
  return (
    (fact.unit === "count" || fact.unit === "years" || fact.unit === "money") && near(fact.value)
  );
}

function sameCurrency(token: NumberToken, fact: Fact): boolean {
  return !token.currency || !fact.currency || token.currency === fact.currency;
}

const lossWords =
  /\b(?:loss|lose[sd]?|losing|lost|fall[s]?|fell|falling|drop\w*|down|declin\w*|below|worse|worst|negative|shrink\w*|less|minus|bad)\b/iu;

/** "−7.7%" needs a loss and "+4%" a gain; an unsigned number states a loss only where the sentence speaks of one. */
function signAgrees(token: NumberToken, fact: Fact, sentence: string): boolean {
  if (typeof fact.value !== "number" || token.value === 0) return true;
  if (token.sign) return (token.sign === "-") === fact.value < 0;
  return fact.value > 0 || lossWords.test(sentence);
}

/** Whether the words right after the number ("… in shares") name another share of the same whole than this fact's. */
function denied(token: NumberToken, fact: Fact, text: string, facts: readonly Fact[]): boolean {
  if (token.kind !== "percent" && token.kind !== "share") return false;
  const after =
    /^\s(?:(?:is|are|goes|go|invested)\s)?(?:in|into|to|of)\s(?:the\s)?(?<named>[^.;,\d]+)/iu.exec(
      text.slice(token.index + token.text.length),
    )?.groups?.["named"];
  if (!after) return false;
  const startsWith = (label: string) => {
    const name = label.toLowerCase();
    return after.toLowerCase().startsWith(name) && !/^\p{L}/u.test(after.slice(name.length));
  };
  const whole = parentPath(fact);
  const named = facts.filter((other) => startsWith(other.label) && parentPath(other) === whole);
  return named.length > 0 && !named.some((other) => other.path === fact.path);
}

function parentPath(fact: Fact): string {
  return fact.path.slice(0, fact.path.lastIndexOf("."));
}

function sentenceAround(text: string, token: NumberToken): string {
  const before = text.slice(0, token.index);
  const after = text.slice(token.index + token.text.length);
  const start = Math.max(before.lastIndexOf(". "), before.lastIndexOf("\n")) + 1;
  const end = after.search(/\.(?:\s|$)|\n/u);
  return text.slice(start, end < 0 ? text.length : token.index + token.text.length + end);
}

/**
 * The share of the words of a fact's label that the sentence uses. It decides between two facts with the same value.
 */
function spokenShare(sentence: string, fact: Fact): number {
  const spoken = new Set(sentence.toLowerCase().match(/\p{L}{3,}/gu));
  const label = fact.label.toLowerCase().match(/\p{L}{3,}/gu) ?? [];
  return label.filter((word) => spoken.has(word)).length / Math.max(1, label.length);
}
