const CURRENCY_CODE = /^[A-Z]{3}(?=[\s\d.-])|(?<=[\s\d.])[A-Z]{3}$/;
const PERCENT = /\s*(%|percent|per cent)$/i;
const GROUPED = /^\d{1,3}([, ']\d{2,3})*[, ']\d{3}(\.\d+)?$/;
const PLAIN = /^(\d+\.?\d*|\.\d+)$/;
const DECIMAL_COMMA = /^\d+,\d{1,2}$/;
const GROUPED_BY_POINTS = /^\d{1,3}(\.\d{3})+,\d{1,2}$/;

/**
 * Reads a number the way people type it: "1,000.50", "£ 1 000", "12 years" (when years are asked for), "8.5 %",
 * full-width digits. Gives null for anything that could mean something else: "12 months" is not 12 years.
 */
export function parseNumber(text: string, unit?: string): number | null {
  let rest = text
    .normalize("NFKC")
    .replaceAll(/[\u2212\u2012-\u2015]/g, "-")
    .replaceAll(/[\u2019\u02BC]/g, "'")
    .replaceAll(/\s+/g, " ")
    .trim();
  rest = rest.replace(/^(-?) ?\p{Sc} ?/u, "$1").replace(/ ?\p{Sc}$/u, "");
  rest = rest.replace(CURRENCY_CODE, "").trim();
  if (unit === "%") rest = rest.replace(PERCENT, "");
  else if (unit) rest = withoutUnit(rest, unit);

  const negative = /^[-+]/.exec(rest)?.[0] === "-";
  const digits = rest.replace(/^[-+] ?/, "");
  const plain = toPlain(digits);
  if (plain === null) return null;
  const value = Number(plain);
  if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER) return null;
  return negative && value !== 0 ? -value : value;
}

function toPlain(digits: string): string | null {
  if (PLAIN.test(digits)) return digits;
  if (GROUPED.test(digits)) return digits.replaceAll(/[, ']/g, "");
  if (DECIMAL_COMMA.test(digits)) return digits.replace(",", ".");
  if (GROUPED_BY_POINTS.test(digits)) return digits.replaceAll(".", "").replace(",", ".");
  return null;
}

/** "12 years", "12 year" and "12 y" all answer a question in years. */
function withoutUnit(text: string, unit: string): string {
  const typed = /(?<=[\d.])\s*([a-z]+)\.?$/i.exec(text);
  const word = typed?.[1]?.toLowerCase();
  if (!typed || !word) return text;
  const known = unit.toLowerCase().startsWith(word) || (unit === "years" && /^yrs?$/.test(word));
  return known ? text.slice(0, typed.index) : text;
}

const CURRENCIES_BY_SIGN: Readonly<Record<string, readonly string[]>> = {
  "£": ["GBP"],
  "€": ["EUR"],
  "¥": ["JPY", "CNY"],
  $: ["USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN"],
};

/** True when the text names another currency than the one asked for: "£500" must not become $500. */
export function namesOtherCurrency(text: string, currency: string): boolean {
  const plain = text.normalize("NFKC").trim();
  const code = CURRENCY_CODE.exec(plain)?.[0];
  if (code) return code !== currency;
  const sign = /[£€¥$]/.exec(plain)?.[0];
  return sign !== undefined && !CURRENCIES_BY_SIGN[sign]!.includes(currency);
}
