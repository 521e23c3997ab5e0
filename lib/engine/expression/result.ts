import { EvaluationError, TypeError as CelTypeError } from "@marcbachmann/cel-js";

import type { Json } from "#lib/engine/value/json.ts";

/** The value of an expression as JSON. Throws an `Error` whose message says why it cannot be stored. */
export function toJson(value: unknown): Json {
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new Error("the result is not a number.");
    return value === 0 ? 0 : value;
  }
  if (typeof value === "bigint") {
    if (!Number.isSafeInteger(Number(value))) throw new Error("the result is too large a number.");
    return Number(value);
  }
  return objectToJson(value);
}

function objectToJson(value: unknown): Json {
  if (Array.isArray(value) || value instanceof Set) return Array.from(value, toJson);
  if (value instanceof Map) return entriesToJson([...value]);
  const prototype: unknown = typeof value === "object" ? Object.getPrototypeOf(value) : undefined;
  if (
    typeof value === "object" &&
    value &&
    (prototype === Object.prototype || prototype === null)
  ) {
    return entriesToJson(Object.entries(value));
  }
  throw new Error("the result is neither text, a number, yes or no, a list nor an object.");
}

function entriesToJson(entries: readonly (readonly [unknown, unknown])[]): Json {
  return Object.fromEntries(entries.map(([key, value]) => [String(key), toJson(value)]));
}

/** The library's message in words for an author. */
export function explain(error: unknown): string {
  if (error instanceof EvaluationError || error instanceof CelTypeError) {
    const text = inWords(error.summary);
    return `${text.charAt(0).toLowerCase()}${text.slice(1)}${text.endsWith(".") ? "" : "."}`;
  }
  if (error instanceof RangeError) return "the expression is nested too deeply.";
  return error instanceof Error ? error.message : "it cannot be evaluated.";
}

const sayings: readonly (readonly [RegExp, string])[] = [
  [/^No such key: index out of bounds.*$/u, "the list has no item at that place"],
  [/^No such key: (.*)$/u, '"$1" is missing'],
  [/^no such overload: same\(.*$/u, "these values cannot be compared"],
  [/^no such overload: (.*)$/u, "$1 is not possible"],
  [/^found no matching overload for '(.*)'$/u, "$1 is not possible"],
  [/^Logical operator requires bool operands, got '(.*)'$/u, "&& and || need yes or no, not $1"],
  [
    /^Ternary condition must be bool, got '(.*)'$/u,
    "a choice needs yes or no before the ?, not $1",
  ],
];

const words: readonly (readonly [RegExp, string])[] = [
  [/dyn<([^<>]*)>/gu, "$1"],
  [/\b(list|map)<[^<>]*(?:<[^<>]*>)*[^<>]*>/gu, "$1"],
  [/\b(?:double|int)\b/gu, "number"],
  [/\bstring\b/gu, "text"],
  [/\bbool\b/gu, "yes/no"],
  [/\bmap\b/gu, "object"],
];

function inWords(summary: string): string {
  for (const [pattern, replacement] of sayings) {
    if (!pattern.test(summary)) continue;
    const said = summary.replace(pattern, replacement);
    return /"/u.test(said)
      ? said
      : words.reduce((text, [from, to]) => text.replace(from, to), said);
  }
  return summary;
}
