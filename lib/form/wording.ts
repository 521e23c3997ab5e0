import type { FieldSchema } from "./json-schema.ts";

const QUESTION =
  /^((?:how|what|which|when|where|who|why)\b.*?) (do|are|will|would|can|could|should|may|have) (you|they|we|(?:this|your|the) [a-z]+)\b(.*)$/i;
/** Questions whose word order cannot be changed reliably. */
const INVERTED =
  /(^|^(how|what|which|when|where|who|why)\b.* )(do|does|did|is|are|has|have|will|would|can|could|should|may) /i;

/**
 * What follows "Enter" or "Select": "How much do you want to invest?" becomes "how much you want to invest". Null where
 * the question cannot reliably be turned into a clause.
 */
export function asObject(schema: FieldSchema): string | null {
  const question = lastSentence(schema.title ?? schema["x-name"] ?? "");
  const text = question.replace(/\s*\?$/, "");
  if (text.length === 0 || text.length > 90) return null;
  const unit = schema["x-unit"];
  const turned = turnAround(text);
  if (turned === null) return null;
  return isWord(unit) ? turned.replace(/^how long\b/i, `how many ${unit}`) : turned;
}

/** "Do you have savings?" becomes "yes if you have savings". */
export function asYesIf(schema: FieldSchema): string | null {
  const match = /^(do|are|have|will|would|can|could|should) you (.+?)\s*\?$/i.exec(
    lastSentence(schema.title ?? ""),
  );
  if (!match) return null;
  const verb = match[1]!.toLowerCase();
  return verb === "do" ? `yes if you ${match[2]}` : `yes if you ${verb} ${match[2]}`;
}

/** The subject of "must be between 1 and 60": "Years", "Amount to invest", or "The answer" where nothing is named. */
export function subjectOf(schema: FieldSchema): string {
  const unit = schema["x-unit"];
  const title = schema.title ?? "";
  const name = schema["x-name"] ?? (title.endsWith("?") || title.length > 60 ? "" : title);
  if (isWord(unit) && (name === "" || name.toLowerCase().startsWith(unit.toLowerCase())))
    return upperFirst(unit);
  return name === "" ? "The answer" : upperFirst(name);
}

/** Two sentences in a title: the question is the last one. */
function lastSentence(title: string): string {
  return title
    .trim()
    .split(/(?<=[.!:])\s+/)
    .at(-1)!;
}

function turnAround(text: string): string | null {
  const whatIs = /^what (is|are) (.+)$/i.exec(text);
  if (whatIs) {
    const withPreposition = /^(.+) (for|like|about|from|to|in|of|on|with)$/i.exec(whatIs[2]!);
    return withPreposition
      ? `what ${withPreposition[1]} ${whatIs[1]} ${withPreposition[2]}`
      : whatIs[2]!;
  }
  const asked = QUESTION.exec(text);
  if (asked) {
    const [, about, verb, subject, rest] = asked;
    const kept = verb!.toLowerCase() === "do" ? "" : ` ${verb!.toLowerCase()}`;
    return `${lowerFirst(about!)} ${subject}${kept}${rest}`;
  }
  return INVERTED.test(text) ? null : lowerFirst(text);
}

function isWord(unit: string | undefined): unit is string {
  return unit !== undefined && /^[a-z]+$/i.test(unit);
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** Leaves "US shares" and "I would sell" as they are. */
function lowerFirst(text: string): string {
  return /^([A-Z][A-Z]|I\b)/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}
