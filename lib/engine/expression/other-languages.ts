/** What an author wrote as in another language, with what is written here instead. */
export type Hint = {
  readonly message: string;
  /** The whole expression, written as it is here; not where that needs more thought. */
  readonly instead: string | null;
};

type Habit = {
  readonly pattern: RegExp;
  /** What the sentence calls it, where it is not all that the pattern finds. */
  readonly name?: string;
  /** What is written here, for the sentence. */
  readonly here: string;
  /** The replacement, as `String.replace` takes it; null where more has to change than this. */
  readonly to: string | null;
};

const operand = String.raw`[\w.]+(?:\([^()]*\))?`;

const habits: readonly Habit[] = [
  { pattern: /\{\{|\}\}/gu, here: "the expression alone, without {{ }}", to: "" },
  { pattern: /\$\{([^{}]*)\}/gu, here: "the expression alone, without ${ }", to: "$1" },
  { pattern: /\$(?=[A-Za-z_])/gu, here: "the name alone, without $", to: "" },
  { pattern: /!==/gu, here: "!=", to: "!=" },
  { pattern: /===/gu, here: "==", to: "==" },
  { pattern: /<>|≠/gu, here: "!=", to: "!=" },
  { pattern: /≥/gu, here: ">=", to: ">=" },
  { pattern: /≤/gu, here: "<=", to: "<=" },
  {
    pattern: /=>/gu,
    here: "the variable as a first argument, as in list.map(x, x.name)",
    to: null,
  },
  { pattern: /\bis\s+not\s+(?:null|none|nil)\b/giu, here: "!= null", to: "!= null" },
  { pattern: /\bis\s+(?:null|none|nil)\b/giu, here: "== null", to: "== null" },
  { pattern: /(?<=[\s)\]"'])and(?=[\s(!])/giu, here: "&&", to: "&&" },
  { pattern: /(?<=[\s)\]"'])or(?=[\s(!])/giu, here: "||", to: "||" },
  { pattern: /(?<![\w.])not\s+in\b/giu, here: "!(x in list)", to: null },
  {
    pattern: new RegExp(
      String.raw`(?<![\w.])not\s+(${operand}|\([^()]*\))(?![\w.(])(?!\s*[=!<>+*/-])`,
      "giu",
    ),
    name: "not",
    here: "!",
    to: "!$1",
  },
  { pattern: /(?<![\w.])not\s/giu, here: "! before a condition in brackets", to: null },
  {
    pattern: new RegExp(String.raw`^\s*(${operand})\s*\?\?\s*(${operand})\s*$`, "gu"),
    name: "??",
    here: "coalesce(a, b)",
    to: "coalesce($1, $2)",
  },
  { pattern: /\?\?/gu, here: "coalesce(a, b)", to: null },
  {
    pattern: /\?\.(?=[A-Za-z_])/gu,
    here: "a plain dot, and coalesce(a.b, …) around what may be missing",
    to: ".",
  },
  {
    pattern: new RegExp(String.raw`(${operand})\s*\*\*\s*(${operand})`, "gu"),
    name: "**",
    here: "pow(a, b)",
    to: "pow($1, $2)",
  },
  { pattern: /\/\//gu, here: "/ to divide; there are no remarks in an expression", to: "/" },
  { pattern: /\bif\b.*\belse\b/gu, here: "condition ? value : other", to: null },
  { pattern: /(?<![\w.])(?:if|iif)\(/giu, here: "condition ? value : other", to: null },
  { pattern: /(?<![=!<>])=(?![=>])/gu, here: "==", to: "==" },
  { pattern: /(?<!&)&(?!&)/gu, here: "&&", to: "&&" },
  { pattern: /(?<!\|)\|(?!\|)/gu, here: "||", to: "||" },
  { pattern: /[“”„«»]/gu, here: 'straight quotes, "', to: '"' },
  { pattern: /[‘’]/gu, here: "straight quotes, '", to: "'" },
  { pattern: /`/gu, here: 'quotes, "', to: '"' },
  { pattern: /(?<![\w.])(?:True|TRUE)\b/gu, here: "true", to: "true" },
  { pattern: /(?<![\w.])(?:False|FALSE)\b/gu, here: "false", to: "false" },
  { pattern: /(?<![\w.])(?:None|nil|undefined|NULL|Null)\b/gu, here: "null", to: "null" },
  ...renamed({
    "len|length|count": "size",
    "average|mean": "avg",
    parseInt: "int",
    "parseFloat|Number|float": "double",
    "String|str|toString": "string",
    "Boolean|toBool": "bool",
    "ifnull|nvl|default": "coalesce",
    "exists|defined|isset|isDefined": "has",
    "Math\\.(max|min|abs|round|floor|ceil|sqrt|pow)": "$1",
  }),
  ...methods({
    "toUpperCase|upper|upcase|toUpper|uppercase": "upperAscii",
    "toLowerCase|lower|downcase|toLower|lowercase": "lowerAscii",
    "length|len|count": "size",
    "some|any": "exists",
    every: "all",
    "includes|include": "contains",
    "strip|trimmed": "trim",
    "substr|slice": "substring",
    startswith: "startsWith",
    endswith: "endsWith",
    "select|collect": "map",
    "where|find": "filter",
  }),
  { pattern: /(?<![\w.])concat\(/gu, here: "a + b", to: null },
  { pattern: /(?<![\w.])is_?empty\(|\.is_?empty\(/giu, here: "size(x) == 0", to: null },
  {
    pattern: /(?<![\w.])(?:upper|lower|toUpperCase|toLowerCase)\(/gu,
    here: "text.upperAscii() or text.lowerAscii()",
    to: null,
  },
  { pattern: /\.reduce\(/gu, here: "sum(list.map(x, x.value)) for a total", to: null },
  { pattern: /\.replace(?:All)?\(/gu, here: 'text.split("a").join("b")', to: null },
];

function renamed(names: Readonly<Record<string, string>>): readonly Habit[] {
  return Object.entries(names).map(([from, to]) => ({
    pattern: new RegExp(String.raw`(?<![\w.])(?:${from})\(`, "gu"),
    here: to === "$1" ? "the function alone, as in max(a, b)" : `${to}()`,
    to: `${to}(`,
  }));
}

function methods(names: Readonly<Record<string, string>>): readonly Habit[] {
  return Object.entries(names).map(([from, to]) => ({
    pattern: new RegExp(String.raw`\.(?:${from})\(`, "gu"),
    here: `.${to}()`,
    to: `.${to}(`,
  }));
}

/** How another language shows in an expression that cannot be read here; null where it shows in nothing known. */
export function hintOf(source: string): Hint | null {
  const { masked, texts } = withoutTexts(source);
  const first = habits.find(({ pattern }) => masked.search(pattern) >= 0);
  if (!first) return null;
  const [what = ""] = masked.match(first.pattern) ?? [];
  const seen = first.name ?? what.trim().replaceAll(/[()]$/gu, "");
  let text: string | null = masked;
  for (const { pattern, to } of habits) {
    if (text === null || text.search(pattern) < 0) continue;
    text = to === null ? null : text.replaceAll(pattern, to);
  }
  const instead = text === null ? null : unmasked(text, texts).trim();
  return { message: `"${seen}" is not used here. Write ${first.here}.`, instead };
}

/** A remark, which would hide the end of an expression. */
export function hasRemark(source: string): boolean {
  return withoutTexts(source).masked.includes("//");
}

/** The expression with its quoted texts taken out: what they say is nobody's operator. */
function withoutTexts(source: string): { masked: string; texts: readonly string[] } {
  const texts: string[] = [];
  const masked = source.replaceAll(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/gu, (text) => {
    texts.push(text);
    return `"\u{E000}${texts.length - 1}\u{E000}"`;
  });
  return { masked, texts };
}

function unmasked(text: string, texts: readonly string[]): string {
  return text.replaceAll(/"\u{E000}(\d+)\u{E000}"/gu, (_, at: string) => texts[Number(at)] ?? "");
}
