import { remembered } from "./remembered.ts";

/** How a column writes numbers: 1,234.50 or 1.234,50. */
export type DecimalSign = "point" | "comma";

const shapes: Readonly<Record<DecimalSign, RegExp>> = {
  point:
    /^(\d{1,3}(,\d{3})+|\d{1,2}(,\d{2})+,\d{3}|\d{1,3}([ '’`]\d{3})+|\d+)?(\.\d*)?(e[+-]?\d{1,2})?$/iu,
  comma: /^(\d{1,3}(\.\d{3})+|\d{1,3}([ '’`]\d{3})+|\d+)?(,\d*)?(e[+-]?\d{1,2})?$/iu,
};

const blank = /^(n\/?a\.?|k\.? ?a\.?|n\.?v\.?t\.?|null|none|nil|[-‐‑‒–—−.*_]+|\s*)$/iu;
const edge =
  /^(?:(?:[A-Z]{3}|GBp|kr\.?|Rs\.?|Fr\.?|zł)\s|(?:[A-Z]{3}(?=[\s\d+\-−(.,]))|\p{L}{0,2}\p{Sc})\s*|\s*(?:\p{L}{0,2}\p{Sc}|(?<=[\s\d)])[A-Z]{3}|(?<=[\s\d])(?:GBp|p|kr\.?|zł|Kč|Fr\.?))$/u;
const counted =
  /\s*(?<=[\s\d])(stück|stk\.?|st\.?|stuks|shares?|shs\.?|units?|pcs\.?|parts?|azioni|títulos|acciones|aktier|andelar|anteile|nom\.?)$/iu;

/** Whether a cell says that there is no figure: empty, "--", "n/a". */
export function isBlank(cell: string): boolean {
  return blank.test(cell.trim());
}

/**
 * A cell without currency, sign and words, ready to be read in one style or the other; `null` where it is no number.
 */
export type Figure = {
  readonly digits: string;
  readonly negative: boolean;
  readonly percent: boolean;
};

/** Takes what stands around a figure away: "(1,234.50)", "-$5", "12-", "10 Stück", "98.5 %", "1,034.50p". */
export const figureIn = remembered(readFigure);

function readFigure(cell: string): Figure | null {
  if (cell.length > 80 || !/\d/u.test(cell)) return null;
  if (/^[\d.,]+$/u.test(cell)) return { digits: cell, negative: false, percent: false };
  const text = cell.normalize("NFKC").replaceAll(/\s+/gu, " ").trim();
  const percent = text.endsWith("%");
  const bare = text.replace(/\s*%$/u, "").replace(counted, "");
  const bracketed = /^([^()]*)\(([^()]*)\)([^()]*)$/u.exec(bare);
  const inner = bracketed ? bracketed.slice(1).join("").trim() : bare;
  const { digits, minuses } = withoutSigns(inner);
  const signs = minuses + (bracketed ? 1 : 0);
  if (signs > 1 || !/\d/u.test(digits) || !/^[\d.,'’` e+-]+$/iu.test(digits)) return null;
  return { digits, negative: signs === 1, percent };
}

/** Signs and currencies stand before and behind a figure in any order: "-$5", "$-5", "5 EUR-". */
function withoutSigns(start: string): { digits: string; minuses: number } {
  let digits = start;
  let minuses = 0;
  for (let turn = 0; turn < 3; turn += 1) {
    const bare = digits.replace(edge, "").trim();
    const before = /^([+−-])\s*(.*)$/u.exec(bare);
    const after = before ? null : /^(.*?)\s*[−-]$/u.exec(bare);
    if (after || (before && before[1] !== "+")) minuses += 1;
    const next = before?.[2] ?? after?.[1] ?? bare;
    if (next === digits) break;
    digits = next;
  }
  return { digits, minuses };
}

/** The number that a figure is in one style; `undefined` where it cannot be read so. */
export function numberOf({ digits, negative }: Figure, sign: DecimalSign): number | undefined {
  if (/^\d{1,15}$/u.test(digits))
    return negative && Number(digits) !== 0 ? -Number(digits) : Number(digits);
  if (!shapes[sign].test(digits)) return undefined;
  const [whole, fraction] = digits.split(sign === "point" ? "." : ",");
  const plain = `${whole!.replaceAll(/[^\de+-]/giu, "")}${fraction === undefined ? "" : `.${fraction}`}`;
  const value = Number(plain);
  if (!Number.isFinite(value) || !/\d/u.test(plain)) return undefined;
  return negative && value !== 0 ? -value : value;
}

/**
 * What a figure tells of the style it is written in: the one it must be, both where they differ, `null` where it is one
 * anyway.
 */
export function styleOf(figure: Figure): DecimalSign | "either" | null {
  const point = numberOf(figure, "point");
  const comma = numberOf(figure, "comma");
  if (point === undefined) return comma === undefined ? null : "comma";
  if (comma === undefined) return "point";
  if (point === comma) return null;
  // Nobody groups the digits of 0.123.
  if (/^0[.,]/u.test(figure.digits)) return figure.digits[1] === "." ? "point" : "comma";
  return "either";
}
