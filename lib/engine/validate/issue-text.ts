import type { z } from "zod";

/** `steps 3 › dependencies 1`: lists are counted from 1, as people do. Empty for a whole document. */
export function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((name) => (typeof name === "number" ? ` ${name + 1}` : ` › ${String(name)}`))
    .join("")
    .replace(/^ › /u, "");
}

/** What is wrong at one place of a document, in a sentence. Zod must be told to report the input. */
export function sentenceOf(issue: z.core.$ZodIssue): string {
  if (issue.code === "invalid_type") {
    if (issue.input === undefined) return "This is missing.";
    return `This must be ${kinds[issue.expected] ?? issue.expected}.`;
  }
  if (issue.code === "invalid_value") {
    return `This must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}.`;
  }
  const [ofKey] = issue.code === "invalid_key" ? issue.issues : [];
  if (ofKey) return sentenceOf(ofKey);
  if (issue.code === "invalid_union") return "This has none of the forms that are possible here.";
  if (issue.code === "unrecognized_keys") {
    return `There is no field ${issue.keys.map((key) => `"${key}"`).join(" or ")} here.`;
  }
  return issue.message.endsWith(".") ? issue.message : `${issue.message}.`;
}

const kinds: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "fields with values",
  record: "fields with values",
};
