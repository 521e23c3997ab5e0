import { remembered } from "./remembered.ts";

/** A currency as a file writes it. Pence are pounds with the factor 0.01. */
export type Named = {
  /** An ISO code, or "$" or "kr", which several countries write. */
  readonly code: string;
  readonly factor: 1 | 0.01;
};

const known: ReadonlySet<string> = new Set(Intl.supportedValuesOf("currency"));
/** Words of headings that happen to be codes of currencies. */
const notCodes: ReadonlySet<string> = new Set(["ALL", "TOP", "MOP", "PEN", "TRY", "GEL", "COP"]);

const subunits: Readonly<Record<string, string>> = {
  GBX: "GBP",
  GBp: "GBP",
  GBpence: "GBP",
  ZAC: "ZAR",
  ZAc: "ZAR",
  ILA: "ILS",
  ILa: "ILS",
};

const signs: Readonly<Record<string, string>> = {
  "€": "EUR",
  "£": "GBP",
  "¥": "JPY",
  "₹": "INR",
  "₩": "KRW",
  "₺": "TRY",
  "₽": "RUB",
  "₪": "ILS",
  zł: "PLN",
  Kč: "CZK",
  US$: "USD",
  C$: "CAD",
  CA$: "CAD",
  A$: "AUD",
  AU$: "AUD",
  HK$: "HKD",
  S$: "SGD",
  NZ$: "NZD",
  R$: "BRL",
  $: "$",
  kr: "kr",
  "kr.": "kr",
  "Rs.": "INR",
  Rs: "INR",
  "Fr.": "CHF",
};

const words: readonly (readonly [RegExp, Named])[] = [
  [
    /^(pence|penny|pennies|p|gbp pence|pence sterling|british pence)$/u,
    { code: "GBP", factor: 0.01 },
  ],
  [/^(euros?|euro's)$/u, { code: "EUR", factor: 1 }],
  [
    /^(us|u\.s\.|american|united states|us-?)? ?(dollars?|dolares|dolar|dollaro|dollari)( us)?( americains?)?$/u,
    { code: "$", factor: 1 },
  ],
  [/^canadian dollars?$/u, { code: "CAD", factor: 1 }],
  [/^australian dollars?$/u, { code: "AUD", factor: 1 }],
  [/^hong kong dollars?$/u, { code: "HKD", factor: 1 }],
  [
    /^((great )?british )?(pounds?|pfund|ponden|livres?|sterline|libras)( sterling)?$|^(pound )?sterling$/u,
    { code: "GBP", factor: 1 },
  ],
  [/^(swiss francs?|schweizer franken|franken|francs suisses)$/u, { code: "CHF", factor: 1 }],
  [/^(swedish kron(a|or)|svenska kronor)$/u, { code: "SEK", factor: 1 }],
  [/^(danish kroner?|danske kroner)$/u, { code: "DKK", factor: 1 }],
  [/^(norwegian kroner?|norske kroner)$/u, { code: "NOK", factor: 1 }],
  [/^(japanese )?yen$/u, { code: "JPY", factor: 1 }],
  [/^(indian )?rupees?$/u, { code: "INR", factor: 1 }],
  [/^(us|american|united states) dollars?$/u, { code: "USD", factor: 1 }],
];

/** The currency that a cell of a currency column, or the words in a heading's brackets, stand for; else `null`. */
export const currencyNamed = remembered(readCurrency);

function readCurrency(text: string): Named | null {
  const bare = text
    .normalize("NFKC")
    .replaceAll(/[()[\]]/gu, " ")
    .trim();
  if (bare === "" || bare.length > 40) return null;
  const exact = subunits[bare];
  if (exact !== undefined) return { code: exact, factor: 0.01 };
  const sign = signs[bare];
  if (sign !== undefined) return { code: sign, factor: 1 };
  const code = bare.toUpperCase();
  if (subunits[code] !== undefined && bare !== "GBP") return { code: subunits[code], factor: 0.01 };
  if (known.has(code) && bare.length === 3) return { code, factor: 1 };
  const plain = bare.toLowerCase().normalize("NFKD").replaceAll(/\p{M}/gu, "");
  for (const [pattern, named] of words.toReversed()) if (pattern.test(plain)) return named;
  return within(bare);
}

/** "EUR - Euro", "Euro (EUR)", "USD/Stk". */
function within(bare: string): Named | null {
  const codes = [...bare.matchAll(/(?<![\p{L}\p{N}])[A-Z]{3}(?![\p{L}\p{N}])/gu)].map(([c]) => c);
  const found = codes.filter((code) => known.has(code) || subunits[code] !== undefined);
  return found.length === 1 ? currencyNamed(found[0]!) : null;
}

/** The currency written in a cell with an amount: "£12", "12 EUR", "1,034.5p"; else `null`. */
export const currencyInAmount = remembered(readAmountCurrency);

function readAmountCurrency(cell: string): Named | null {
  if (/^[\d.,%+-]*$/u.test(cell)) return null;
  const text = cell.normalize("NFKC");
  if (!/\d/u.test(text) || text.length > 60) return null;
  if (/\d\s*p$/u.test(text.trim())) return { code: "GBP", factor: 0.01 };
  const marks = text.match(/\p{L}{0,3}\p{Sc}|\p{L}[\p{L}.]{0,3}/gu) ?? [];
  for (const mark of marks) {
    const named = signs[mark] ?? signs[mark.slice(-1)];
    if (named !== undefined) return { code: named, factor: 1 };
    if (subunits[mark] !== undefined) return { code: subunits[mark], factor: 0.01 };
    if (/^[A-Z]{3}$/u.test(mark) && known.has(mark)) return { code: mark, factor: 1 };
  }
  return null;
}

/** A heading without the currency it names, and that currency: "Value (£)", "Wert in EUR", "Last Price $". */
export function currencyInHeading(heading: string): { rest: string; named: Named | null } {
  const text = heading.normalize("NFKC").trim();
  const bracket = /[([]([^()[\]]{1,30})[)\]]/u.exec(text);
  const inBracket = bracket && currencyNamed(bracket[1]!.replace(/^in /iu, ""));
  if (inBracket) return { rest: text.replace(bracket[0], " "), named: inBracket };
  const tail =
    /^(.+?)[\s,:/-]+(?:in |en |i )?(\p{L}{0,2}\p{Sc}|[A-Z]{3}|GBp|pence|Euro|euro|EURO|Pence)$/u.exec(
      text,
    );
  const named = tail && !notCodes.has(tail[2]!) ? currencyNamed(tail[2]!) : null;
  return tail && named ? { rest: tail[1]!, named } : { rest: text, named: null };
}

/** Whether this is the code of a currency. */
export function isCurrency(code: string): boolean {
  return known.has(code);
}

const dollars: ReadonlySet<string> = new Set(
  "USD,CAD,AUD,NZD,HKD,SGD,TWD,JMD,BSD,BBD,BMD,BZD,KYD,FJD,GYD,LRD,NAD,TTD,XCD".split(","),
);

/** Whether a currency is written with a dollar sign. */
export function isDollar(code: string): boolean {
  return dollars.has(code);
}
