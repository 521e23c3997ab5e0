import { volatilityDecides } from "#lib/ai/grounding/allocation-facts.ts";

import type { Answer } from "./model-answer.ts";
import type { Request, ShownFact } from "./prompt.ts";

/**
 * An explanation by fixed sentences: what the plan holds, what it promises and risks, and what that means for this
 * person. Every number is a fact's value as printed; a sentence whose facts are missing is left out.
 */
export function composeAnswer(request: Request): Answer {
  if (request.asked) return lookUp(request.asked.question, request.facts);
  const facts = new Facts(request.facts);
  const known = [holdings(facts), figures(facts), person(facts)];
  const paragraphs = [...known, given(facts)].filter((text) => text !== "");
  const shorter = request.note !== null && /\b(?:short|brief|less|simple)/iu.test(request.note);
  const kept = fitting(shorter ? paragraphs.slice(0, 2) : paragraphs, request.maxWords);
  const nothing = paragraphs.length === 0;
  return {
    explanation: nothing
      ? "There is nothing to explain yet: this step was given no figures. Answer the earlier steps first."
      : kept.join("\n\n"),
    result: sentences(paragraphs[0] ?? "")[0] ?? "No figures were given.",
    data: dataFrom(facts),
    confidence: nothing
      ? { score: 0.2, reason: "No figures were given." }
      : { score: 1, reason: "Written by fixed rules from the figures." },
  };
}

/** The rules' answer to a question: the figures whose names it uses, and the note that this is all. */
function lookUp(question: string, facts: readonly ShownFact[]): Answer {
  const asked = new Set(wordsOf(question));
  const ranked = facts
    .map((fact) => ({ fact, spoken: shareOf(wordsOf(fact.label), asked) }))
    .filter(({ spoken }) => spoken > 0)
    .toSorted((a, b) => b.spoken - a.spoken);
  const byLabel = Map.groupBy(ranked, ({ fact }) => fact.label);
  const named = [...byLabel].slice(0, mostLookedUp).map(([label, of]) => {
    return `${label}, ${list(of.map(({ fact }) => fact.value.replace(/\.$/u, "")))}`;
  });
  const what =
    named.length > 0
      ? `The figures of this run whose names your question uses: ${named.join("; ")}.`
      : "No figure of this run has a name that your question uses.";
  return {
    explanation: `AI is not set up here, so built-in rules answer, and they can only look figures up. ${what}`,
    result: named[0] ?? "No figure was found.",
    data: [],
    confidence: { score: 0.4, reason: "Rules look for words and do not understand a question." },
  };
}

const mostLookedUp = 4;

/** Words of questions that name no figure. */
const common =
  /^(?:about|does|from|have|many|much|should|that|there|this|what|when|which|will|with|your)$/u;

/** The words that may name a figure: long enough to mean something, without a plural ending. */
function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/\p{L}{4,}/gu) ?? [];
  return words.filter((word) => !common.test(word)).map((word) => word.replace(/s$/u, ""));
}

function shareOf(words: readonly string[], asked: ReadonlySet<string>): number {
  return words.filter((word) => asked.has(word)).length / Math.max(1, words.length);
}

/** The values of a request by path. */
class Facts {
  readonly all: readonly ShownFact[];

  constructor(all: readonly ShownFact[]) {
    this.all = all;
  }

  get(path: string): string | null {
    return this.all.find((fact) => fact.path === path)?.value ?? null;
  }

  under(prefix: string): readonly ShownFact[] {
    return this.all.filter(({ path }) => path.startsWith(`${prefix}.`));
  }

  /** The sentence with its `{paths}` filled in, or nothing where one of them is unknown. */
  say(sentence: string): string {
    let complete = true;
    const filled = sentence.replaceAll(/\{(?<path>[^}]+)\}/gu, (_, path: string) => {
      const value = this.get(path);
      complete &&= value !== null;
      return value ?? "";
    });
    return complete ? filled : "";
  }
}

function holdings(facts: Facts): string {
  const groups = facts.under("allocation.groups").map(({ label, value }) => `${value} in ${label}`);
  if (groups.length === 0) return "";
  return join([
    `Your plan puts ${list(groups)}.`,
    facts.get("allocation.decidedBy") === volatilityDecides
      ? facts.say(
          "The limit that decides this is the volatility you accept: {allocation.targetVolatility} a year.",
        )
      : facts.say("What decides this is {allocation.decidedBy}."),
  ]);
}

function figures(facts: Facts): string {
  const [first, second] = facts.under("allocation.weights");
  const largest = first && `The largest part is ${first.label}, at ${first.value}`;
  return join([
    largest ? `${largest}${second ? `, then ${second.label}, at ${second.value}` : ""}.` : "",
    facts.under("allocation.limits").find(({ path }) => path.startsWith("allocation.limits.max:"))
      ?.value ?? "",
    facts.say(
      "The expected return is {allocation.expectedReturn} a year before costs, with a volatility of {allocation.volatility}.",
    ),
    besideTheCalmest(facts),
  ]);
}

/** What the plan takes more of than the most careful mix, as far as the figures as printed say so. */
function besideTheCalmest(facts: Facts): string {
  const more = (name: string): number =>
    readPercent(facts.get(`allocation.${name}`)) -
    readPercent(facts.get(`allocation.lowestRisk.${name}`));
  const [risk, gain] = [more("volatility"), more("expectedReturn")];
  if (risk <= 0) return "No mix within the same limits has a lower volatility.";
  const so = gain > 0 ? ", so the plan takes more risk for more return" : "";
  return facts.say(
    `The most careful mix within the same limits has a volatility of {allocation.lowestRisk.volatility} and an expected return of {allocation.lowestRisk.expectedReturn}${so}.`,
  );
}

/** 8.5 of "8.5%"; NaN of a figure that is not known. */
function readPercent(printed: string | null): number {
  return Number.parseFloat((printed ?? "").replace("\u2212", "-"));
}

function person(facts: Facts): string {
  return join([
    facts.say("This money is for {profile.goal}, and you need it in {profile.horizonYears}."),
    facts.say(
      "Your answers put you at risk level {assessment.level} of {assessment.levels}, {assessment.label}; what decided is {assessment.decidedBy}.",
    ),
    facts.say("You said that after a fall of {capacity.fall} {capacity.afterFall}."),
    badYear(facts),
  ]);
}

/** Where even the bad year gains there is no loss to speak of, and the sentence would mislead. */
function badYear(facts: Facts): string {
  if (!facts.get("allocation.badYear")?.startsWith("−")) return "";
  return facts.say(
    "After fund costs, about {allocation.badYearFrequency} would be worse than {allocation.badYear}, which is {allocation.badYearAmount}.",
  );
}

/** Supplied data of no known kind: the rules can only repeat it. */
function given(facts: Facts): string {
  const named = facts.under("given").map(({ label, value }) => `${label}: ${value}`);
  return named.length === 0 ? "" : `This was given: ${named.join("; ")}.`;
}

function dataFrom(facts: Facts): Answer["data"] {
  const names = {
    decidedBy: "allocation.decidedBy",
    expectedReturn: "allocation.expectedReturn",
    volatility: "allocation.volatility",
    riskLevel: "assessment.label",
  };
  return Object.entries(names).flatMap(([name, path]) => {
    const value = facts.get(path);
    return value === null ? [] : [{ name, value }];
  });
}

/** Whole sentences up to the number of words asked for; the first sentence always stays. */
function fitting(paragraphs: readonly string[], maxWords: number): string[] {
  let words = 0;
  const kept = paragraphs.map((paragraph) =>
    sentences(paragraph)
      .filter((sentence) => {
        words += sentence.split(" ").length;
        return words <= maxWords || words === sentence.split(" ").length;
      })
      .join(" "),
  );
  return kept.filter((paragraph) => paragraph !== "");
}

function sentences(paragraph: string): string[] {
  return paragraph === "" ? [] : paragraph.split(/(?<=\.)\s(?=\p{Lu})/u);
}

function join(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" ");
}

function list(items: readonly string[]): string {
  return items.length < 2
    ? (items[0] ?? "")
    : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}
