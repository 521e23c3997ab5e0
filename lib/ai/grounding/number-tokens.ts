import { numberWords, readNumberWords } from "./number-words.ts";

/** A number as a text states it. `value` is in the unit as written: 8.5 for "8.5%". */
export type NumberToken = {
  readonly text: string;
  readonly index: number;
  readonly value: number;
  /** Half of the last printed digit: what the printed number may differ from the exact one. */
  readonly tolerance: number;
  readonly sign: "+" | "-" | null;
  readonly kind: "percent" | "money" | "plain" | "frequency" | "share" | "unreadable";
  readonly currency: string | null;
  readonly time: "years" | "months" | "other" | null;
  /** The two numbers of a frequency: "3 out of 5" may also be a level and the highest one. */
  readonly parts: readonly NumberToken[];
};

type Draft = { -readonly [K in keyof NumberToken]: NumberToken[K] } & { end: number };

const currencySign: Readonly<Record<string, string>> = {
  $: "USD",
  "€": "EUR",
  "£": "GBP",
  "¥": "JPY",
  dollar: "USD",
  euro: "EUR",
  pound: "GBP",
  franc: "CHF",
  yen: "JPY",
};
const isoCodes = "USD|EUR|GBP|CHF|JPY|CAD|AUD|SEK|NOK|DKK|PLN";

/** Thousands separators: comma, apostrophes, and the narrow spaces. A plain space separates words. */
const digits = new RegExp(
  [
    String.raw`(?<![\p{L}\p{N}_])(?<sign>[+\u2212\u2013-])?`,
    String.raw`(?<before>[$€£¥]|\b(?:${isoCodes})\s?)?(?<inner>[\u2212-])?`,
    String.raw`(?<digits>\d{1,3}(?:[,'’\u00a0\u202f\u2009]\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+,\d+|\d+(?:[.,]\d+)?|\.\d+)`,
  ].join(""),
  "gu",
);
const foreignDigits = /[\p{N}]*(?=[^\d])\p{N}+/gu;
const fractions =
  /\b(?:two[\s-]thirds|(?:a|one)[\s-]third|three[\s-]quarters|(?:a|one)[\s-]quarter|half)(?=\s+(?:of|in|your|the|goes|is)\b)/giu;
const multiples = /\b(?:twice|double|triple)(?=\s+(?:as|the|your|its|what)\b)/giu;

/**
 * Every number that a text states, in order: digits in any grouping, percentages, money, spans such as "4–6%", number
 * words from two upwards, "1 year in 20" and "a third of". "One" and ordinal words are language, not figures. Numbers
 * in writing that we cannot read are found as `unreadable`, so that nothing escapes a check by looking unusual.
 */
export function numbersIn(text: string): NumberToken[] {
  const drafts: Draft[] = [];
  const add = (draft: Draft) => {
    if (!drafts.some((other) => draft.index < other.end && other.index < draft.end))
      drafts.push(draft);
  };
  for (const match of text.matchAll(fractions)) add(fraction(match));
  for (const match of text.matchAll(multiples)) add(unreadable(match));
  for (const match of text.matchAll(foreignDigits)) add(unreadable(match));
  for (const match of text.matchAll(digits)) add(digitDraft(text, match));
  for (const match of text.matchAll(numberWords)) {
    const value = readNumberWords(match[0]);
    add(withUnit(text, bare(match[0], match.index, value, 0.5)));
  }
  drafts.sort((a, b) => a.index - b.index);
  return joinFrequencies(text, inheritUnits(text, drafts))
    .filter(({ text: word }) => !/^(?:one|zero)$/iu.test(word))
    .map(withoutEnd);
}

function withoutEnd({
  text,
  index,
  value,
  tolerance,
  sign,
  kind,
  currency,
  time,
  parts,
}: Draft): NumberToken {
  return { text, index, value, tolerance, sign, kind, currency, time, parts };
}

function bare(text: string, index: number, value: number, tolerance: number): Draft {
  return {
    text,
    index,
    value,
    tolerance,
    end: index + text.length,
    sign: null,
    kind: "plain",
    currency: null,
    time: null,
    parts: [],
  };
}

function unreadable(match: RegExpExecArray): Draft {
  return { ...bare(match[0], match.index, Number.NaN, 0), kind: "unreadable" };
}

function fraction(match: RegExpExecArray): Draft {
  const word = match[0].toLowerCase();
  const parts = word.includes("third") ? 3 : word.includes("quarter") ? 4 : 2;
  const count = word.startsWith("two") ? 2 : word.startsWith("three") ? 3 : 1;
  return { ...bare(match[0], match.index, (100 * count) / parts, 2.5), kind: "share" };
}

function digitDraft(text: string, match: RegExpExecArray): Draft {
  const { sign, before, inner, digits: written } = match.groups ?? {};
  const number = readDigits(written ?? "");
  const joins = sign !== undefined && isJoined(text.slice(0, match.index));
  const skip = joins ? 1 : 0;
  const start = match.index + skip;
  const shown = inner ?? (joins ? undefined : sign);
  const draft = bare(match[0].slice(skip), start, number.value, 0.5 * 10 ** -number.decimals);
  if (shown) draft.sign = shown === "+" ? "+" : "-";
  if (/\bminus\s$/iu.test(text.slice(0, start))) draft.sign = "-";
  if (before) {
    draft.kind = "money";
    draft.currency = currencySign[before.trim()] ?? before.trim();
  }
  return withUnit(text, draft);
}

/** "5–10" is a span and "5% -10" a list: after another number a dash is no sign. */
function isJoined(before: string): boolean {
  return /[\p{N}%)]\s?$/u.test(before);
}

function readDigits(written: string): { value: number; decimals: number } {
  const european =
    /^\d{1,3}(?:\.\d{3})+,\d+$/u.test(written) || /^\d+,\d{1,2}$|^\d+,\d{4,}$/u.test(written);
  const plain = european
    ? written.replaceAll(".", "").replace(",", ".")
    : written.replaceAll(/[,'’\u00a0\u202f\u2009]/gu, "");
  return { value: Number(plain), decimals: plain.split(".")[1]?.length ?? 0 };
}

const percentUnit =
  /^[\s\u00a0\u202f-]?(?:%|％|percent\b|per\s?cent\b|pct\b|percentage points?\b)/iu;
const basisPoints = /^[\s-]?(?:basis points?\b|bps?\b)/iu;
const scaleUnit = /^\s?(?<scale>thousand|million|billion|k|m|mn|bn)\b/iu;
const currencyUnit = new RegExp(
  String.raw`^\s?(?:US\s)?(?<unit>[$€£]|dollar|euro|pound|franc|yen|(?:${isoCodes})\b)s?`,
  "iu",
);
const timeUnit = /^(?:\s(?:more|full|whole))?[\s-](?<unit>year|month|week|day)s?\b/iu;
const scaleOf: Readonly<Record<string, number>> = {
  thousand: 1e3,
  k: 1e3,
  million: 1e6,
  m: 1e6,
  mn: 1e6,
  billion: 1e9,
  bn: 1e9,
};

/** Reads the unit that follows a number. A suffix without a meaning makes the number unreadable. */
function withUnit(text: string, draft: Draft): Draft {
  readScale(text, draft);
  const after = text.slice(draft.end);
  const time = timeUnit.exec(after)?.groups?.["unit"]?.toLowerCase();
  if (readPercent(text, draft) || readCurrency(text, draft)) return draft;
  if (time) draft.time = time === "year" ? "years" : time === "month" ? "months" : "other";
  else if (/^\p{L}/u.test(after) && !/^(?:st|nd|rd|th)\b/u.test(after)) draft.kind = "unreadable";
  return draft;
}

/** "1.2 million", and "50k" where it is money: a lone letter after another number may mean anything. */
function readScale(text: string, draft: Draft): void {
  const match = scaleUnit.exec(text.slice(draft.end));
  const scale = match?.groups?.["scale"]?.toLowerCase() ?? "";
  if (!match || (scale.length <= 2 && draft.kind !== "money")) return;
  multiply(draft, scaleOf[scale] ?? 1);
  extend(text, draft, match[0]);
}

function readPercent(text: string, draft: Draft): boolean {
  const after = text.slice(draft.end);
  const points = basisPoints.exec(after);
  const percent = percentUnit.exec(after) ?? points;
  if (!percent) return false;
  if (points) multiply(draft, 0.01);
  draft.kind = "percent";
  extend(text, draft, percent[0]);
  return true;
}

function readCurrency(text: string, draft: Draft): boolean {
  const match = currencyUnit.exec(text.slice(draft.end));
  const unit = match?.groups?.["unit"];
  if (!match || !unit) return false;
  draft.kind = "money";
  draft.currency = currencySign[unit.toLowerCase()] ?? unit.toUpperCase();
  extend(text, draft, match[0]);
  return true;
}

function multiply(draft: Draft, factor: number): void {
  draft.value *= factor;
  draft.tolerance *= factor;
}

function extend(text: string, draft: Draft, unit: string): void {
  draft.end += unit.length;
  draft.text = text.slice(draft.index, draft.end);
}

/** In "between 4 and 6%" and "55.2, 39.7 and 5.1%" the unit stands once, at the end. */
function inheritUnits(text: string, drafts: Draft[]): Draft[] {
  for (let i = drafts.length - 2; i >= 0; i--) {
    const [draft, next] = [drafts[i], drafts[i + 1]];
    if (!draft || !next || draft.kind !== "plain" || draft.time) continue;
    const gap = text.slice(draft.end, next.index);
    if (!/^(?:\s?[–—-]\s?|\s(?:to|and|or)\s|,\s(?:and\s|or\s)?)$/u.test(gap)) continue;
    if (next.kind === "percent" || next.kind === "money") {
      draft.kind = next.kind;
      draft.currency = next.currency;
    }
    draft.time = next.time;
  }
  return drafts;
}

/** "1 year in 20", "one in twenty", "1 out of 20": two numbers that state one share. */
function joinFrequencies(text: string, drafts: Draft[]): Draft[] {
  const joined: Draft[] = [];
  for (const draft of drafts) {
    const first = joined.at(-1);
    const gap = first ? text.slice(first.end, draft.index) : "";
    const plain = first?.kind === "plain" && draft.kind === "plain";
    if (
      first &&
      plain &&
      first.value < draft.value &&
      first.value <= 10 &&
      draft.value > 1 &&
      /^\s(?:(?!in\b)\p{L}+\s)?(?:in|out\sof)\s(?:every\s)?$/u.test(gap)
    ) {
      joined.pop();
      const whole = text.slice(first.index, draft.end);
      joined.push({
        ...bare(whole, first.index, (100 * first.value) / draft.value, 1e-6),
        kind: "frequency",
        parts: [withoutEnd(first), withoutEnd(draft)],
      });
    } else {
      joined.push(draft);
    }
  }
  return joined;
}
