import type { z } from "zod";

type Issue = z.core.$ZodIssue | z.core.$ZodRawIssue;

/**
 * What is wrong with a value, in a sentence for whoever wrote it. Given to zod as the error map of a call: what a
 * schema says itself stays.
 */
export function issueSentence(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return isMissing(issue) ? "This is missing." : `This must be ${kindOf(issue)}.`;
    case "invalid_value":
      return `This must be ${issue.values.length > 1 ? "one of " : ""}${issue.values.map(String).join(", ")}.`;
    case "too_small":
      return bounded(issue, "least", issue.minimum);
    case "too_big":
      return bounded(issue, "most", issue.maximum);
    case "invalid_format":
      return formats[issue.format] ?? "This is not written as it must be here.";
    case "not_multiple_of":
      return `This must be a multiple of ${issue.divisor}.`;
    case "unrecognized_keys":
      return `There is no field ${issue.keys.map((key) => `"${key}"`).join(" or ")} here.`;
    case "invalid_union":
      return unionSentence(issue);
    case "invalid_key":
      return `The name "${nameIn(issue)}" cannot be used here: a name is letters, digits and underscores, and begins with a letter.`;
    case "invalid_element":
      return "One of these values does not fit.";
    case "custom":
      return "This does not fit here.";
  }
  return "This does not fit here.";
}

function kindOf({ expected }: { readonly expected: string }): string {
  return kinds[expected] ?? expected;
}

function nameIn({ path }: { readonly path?: readonly PropertyKey[] | undefined }): string {
  return String(path?.at(-1) ?? "");
}

/** A sentence that a schema says itself, or the one for what zod would say in its own words. */
export function finalSentence(issue: z.core.$ZodIssue): string {
  const said = zodsOwn.test(issue.message) ? issueSentence(issue) : issue.message;
  return /[.?!]$/u.test(said) ? said : `${said}.`;
}

/** How zod begins what it says where nobody else does. */
export const zodsOwn =
  /^(?:Invalid (?:input|option|string|number|key|value|discriminator|[A-Za-z])|Too (?:small|big):|Unrecognized key)/u;

function isMissing(issue: Issue): boolean {
  if (issue.input !== undefined) return false;
  return "input" in issue || (issue.message ?? "received undefined").endsWith("received undefined");
}

function bounded(
  issue: { readonly origin?: string; readonly exact?: boolean; readonly inclusive?: boolean },
  end: "least" | "most",
  bound: number | bigint,
): string {
  const { origin, exact, inclusive = true } = issue;
  const unit = units[origin ?? ""];
  if (unit === undefined) {
    if (exact) return `This must be ${bound}.`;
    if (!inclusive) return `This must be ${end === "least" ? "more" : "less"} than ${bound}.`;
    return `This must be ${bound} or ${end === "least" ? "more" : "less"}.`;
  }
  if (end === "least" && Number(bound) === 1) return "This must not be empty.";
  const [one, many] = unit;
  const count = `${bound} ${Number(bound) === 1 ? one : many}`;
  return exact ? `This must have ${count}.` : `This must have at ${end} ${count}.`;
}

const units: Readonly<Record<string, readonly [string, string]>> = {
  string: ["character", "characters"],
  array: ["item", "items"],
  set: ["item", "items"],
  record: ["field", "fields"],
  map: ["field", "fields"],
};

function unionSentence(issue: Extract<Issue, { code: "invalid_union" }>): string {
  const options = "options" in issue && Array.isArray(issue.options) ? issue.options : [];
  if (options.length > 0) return `This must be one of ${options.map(String).join(", ")}.`;
  const wanted = new Set(
    issue.errors.flat().flatMap((one) => {
      if (one.path.length > 0) return [];
      if (one.code === "invalid_type") return [kinds[one.expected] ?? one.expected];
      return one.code === "invalid_value" ? one.values.map(String) : [];
    }),
  );
  if (isMissing(issue) && wanted.size > 0) return "This is missing.";
  return wanted.size > 0
    ? `This must be ${[...wanted].join(" or ")}.`
    : "This has none of the forms that are possible here.";
}

const kinds: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "fields with values",
  record: "fields with values",
  null: "null",
  undefined: "left out",
  never: "left out",
  date: "a date",
};

const formats: Readonly<Record<string, string>> = {
  datetime: "This must be a moment with its zone, like 2031-01-31T09:00:00Z.",
  date: "This must be a date, like 2031-01-31.",
  time: "This must be a time, like 09:00:00.",
  email: "This must be an email address, like name@example.com.",
  url: "This must be an address, like https://example.com/path.",
  uuid: "This must be an id of 36 characters, like 0190b2c4-7f3a-7cc1-8d7e-0a1b2c3d4e5f.",
  guid: "This must be an id of 36 characters, like 0190b2c4-7f3a-7cc1-8d7e-0a1b2c3d4e5f.",
};
