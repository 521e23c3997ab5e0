/** How a file writes numbers: 1,234.50 or 1.234,50. */
export type NumberStyle = "point" | "comma";

const shapes: Readonly<Record<NumberStyle, RegExp>> = {
  point: /^(\d{1,3}(,\d{3})+|\d{1,3}([ '’]\d{3})+|\d+)?(\.\d*)?(e[+-]?\d{1,2})?$/iu,
  comma: /^(\d{1,3}(\.\d{3})+|\d{1,3}([ '’]\d{3})+|\d+)?(,\d*)?(e[+-]?\d{1,2})?$/iu,
};

const blank = /^(n\/?a|--?|—|–|\s*)$/iu;

/**
 * A cell as a number: `null` when it holds none ("", "--", "n/a"), `undefined` when it cannot be read in this style.
 * Currency signs and codes are left out; "(12)", "-12", "12-" and "−12" are negative.
 */
export function readNumber(cell: string, style: NumberStyle): number | null | undefined {
  const text = cell.normalize("NFKC").trim();
  if (blank.test(text)) return null;
  const inParentheses = /^[^()]*\(([^()]*)\)[^()]*$/u.exec(text);
  const bare = text
    .replaceAll(/[()]/gu, "")
    .replaceAll(/^\s*(?:[A-Z]{3}\b|[A-Z]{0,3}\p{Sc})|(?:\b[A-Z]{3}|\p{Sc})\s*$/gu, "")
    .trim();
  const [, before, digits, after] =
    /^([+−-]?)\s*(?:[A-Z]{0,3}\p{Sc})?\s*([^+−-].*?)\s*([−-]?)$/u.exec(bare) ?? [];
  if (digits === undefined || !/\d/u.test(digits) || !shapes[style].test(digits)) return undefined;
  const [whole, fraction] = style === "point" ? digits.split(".") : digits.split(",");
  const plain = `${whole!.replaceAll(/[^\de+-]/giu, "")}${fraction === undefined ? "" : `.${fraction}`}`;
  const value = Number(plain);
  if (!Number.isFinite(value)) return undefined;
  const signs = [inParentheses !== null, isMinus(before), isMinus(after)].filter(Boolean).length;
  if (signs > 1) return undefined;
  return signs === 1 && value !== 0 ? -value : value;
}

function isMinus(sign: string | undefined): boolean {
  return sign === "-" || sign === "−";
}

const currencyBySign: Readonly<Record<string, string>> = { "€": "EUR", "£": "GBP", "¥": "JPY" };

/** The currency that a cell names, or `null`. A lone "$" names none: several countries write it. */
export function currencyIn(cell: string): string | null {
  const code = /(?:^|[^A-Za-z])([A-Z]{3})(?:[^A-Za-z]|$)/u.exec(cell)?.[1];
  if (code !== undefined) return code;
  const sign = /[€£¥]/u.exec(cell)?.[0];
  return sign === undefined ? null : (currencyBySign[sign] ?? null);
}
