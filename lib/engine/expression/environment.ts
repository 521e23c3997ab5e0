import { Environment } from "@marcbachmann/cel-js";

/**
 * The variables an expression may name. `output` exists only in the rules that check a step's own result, `item` and
 * `index` only in multi-instance steps.
 */
export const roots = ["inputs", "steps", "history", "output", "item", "index"] as const;

/** What no variable of an author begins with: rewritten text names values so. */
export const reservedPrefix = "__";

/** The variables that are values themselves, and not values by their names. */
export const instanceRoots: ReadonlySet<string> = new Set(["item", "index"]);

/** Functions and methods authors may call. Everything else is refused when the expression is read. */
export const functionNames = setOf(
  "has coalesce size int double string bool dyn sum avg min max abs round floor ceil sqrt pow",
);
export const methodNames = setOf(
  "all exists exists_one map filter size join split startsWith endsWith contains",
  "lowerAscii upperAscii trim indexOf lastIndexOf substring",
);
/** The methods that bind a variable of their own: `list.map(x, …)`. */
export const comprehensions = setOf("all exists exists_one map filter");

type Numeric = number | bigint;

/** What authors write is read with these limits. */
const authorLimits = { maxAstNodes: 600, maxDepth: 60, maxListElements: 300 };

/**
 * CEL with one kind of number in practice: JSON has no integers, so whole-number literals and decimals mix freely.
 * The functions below return decimals for every mix, because the library picks operators by static type.
 */
function withArithmetic(environment: Environment): Environment {
  for (const [left, right] of [
    ["int", "double"],
    ["double", "int"],
  ] as const) {
    environment
      .registerOperator(
        `${left} + ${right}: double`,
        (a: Numeric, b: Numeric) => Number(a) + Number(b),
      )
      .registerOperator(
        `${left} - ${right}: double`,
        (a: Numeric, b: Numeric) => Number(a) - Number(b),
      )
      .registerOperator(
        `${left} * ${right}: double`,
        (a: Numeric, b: Numeric) => Number(a) * Number(b),
      )
      .registerOperator(`${left} % ${right}: double`, remainder);
  }
  environment
    .registerOperator("double % double: double", remainder)
    .registerOperator("int == double: bool", (a: Numeric, b: Numeric) => Number(a) === Number(b));
  register(environment, "divide", 2, quotient);
  register(environment, "pow", 2, (a, b) => a ** b);
  register(environment, "min", 2, (a, b) => Math.min(a, b));
  register(environment, "max", 2, (a, b) => Math.max(a, b));
  register(environment, "round", 2, roundTo);
  register(environment, "round", 1, (x) => roundTo(x, 0));
  register(environment, "abs", 1, Math.abs);
  register(environment, "floor", 1, Math.floor);
  register(environment, "ceil", 1, Math.ceil);
  register(environment, "sqrt", 1, Math.sqrt);
  registerList(environment, "sum", total);
  registerList(environment, "avg", (list) => quotient(total(list), list.length));
  registerList(environment, "min", (list) => extreme(list, Math.min));
  registerList(environment, "max", (list) => extreme(list, Math.max));
  return environment
    .registerFunction("same(dyn, dyn): bool", same, { async: false })
    .registerFunction("holds(dyn, dyn): bool", holds, { async: false })
    .registerFunction("orElse(dyn, dyn): dyn", (a: unknown, b: unknown) => a ?? b, {
      async: false,
    });
}

function setOf(...lines: readonly string[]): ReadonlySet<string> {
  return new Set(lines.join(" ").split(" "));
}

function register(
  environment: Environment,
  name: string,
  arity: 1 | 2,
  compute: (a: number, b: number) => number,
): void {
  const handler = (a: Numeric, b: Numeric = 0): number => compute(Number(a), Number(b));
  for (const first of ["double", "int"]) {
    const signatures = arity === 1 ? [first] : [`${first}, double`, `${first}, int`];
    for (const signature of signatures) {
      environment.registerFunction(`${name}(${signature}): double`, handler, { async: false });
    }
  }
}

function registerList(
  environment: Environment,
  name: string,
  compute: (list: readonly number[]) => number,
): void {
  const handler = (list: readonly unknown[]): number =>
    compute(
      list.map((item) => {
        if (typeof item === "number" || typeof item === "bigint") return Number(item);
        throw new Error(`${name}() takes a list of numbers.`);
      }),
    );
  environment.registerFunction(`${name}(list<dyn>): double`, handler, { async: false });
}

function total(list: readonly number[]): number {
  return list.reduce((sum, item) => sum + item, 0);
}

function extreme(list: readonly number[], pick: (a: number, b: number) => number): number {
  if (list.length === 0)
    throw new Error("The list is empty, so it has no smallest or largest item.");
  return list.reduce((a, b) => pick(a, b));
}

function quotient(a: number, b: number): number {
  if (b === 0) throw new Error("This divides by zero.");
  return a / b;
}

function remainder(a: Numeric, b: Numeric): number {
  if (Number(b) === 0) throw new Error("This divides by zero.");
  return Number(a) % Number(b);
}

/** Rounds half away from zero on the shortest decimal form, so that 1.005 becomes 1.01 as on paper. */
function roundTo(value: number, digits: number): number {
  if (!Number.isInteger(digits) || digits < 0 || digits > 12) {
    throw new Error("round() takes 0 to 12 digits.");
  }
  if (!Number.isFinite(value) || Math.abs(value) >= 1e15) return value;
  const [mantissa, exponent = "0"] = Math.abs(value).toString().split("e");
  const shifted = Math.round(Number(`${mantissa}e${Number(exponent) + digits}`));
  return Math.sign(value) * Number(`${shifted}e-${digits}`);
}

/** Equality of two values as JSON sees it: 2 and 2.0 are one number, key order does not count. */
function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (isNumeric(a) || isNumeric(b)) return isNumeric(a) && isNumeric(b) && Number(a) === Number(b);
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && sameEntries([...a.entries()], [...b.entries()]);
  }
  if (typeof a !== "object" || typeof b !== "object" || !a || !b) return false;
  return sameEntries(Object.entries(a), Object.entries(b));
}

function sameEntries(
  a: readonly (readonly [unknown, unknown])[],
  b: readonly (readonly [unknown, unknown])[],
): boolean {
  const right = new Map(b);
  return (
    a.length === b.length &&
    a.every(([key, value]) => right.has(key) && same(value, right.get(key)))
  );
}

/** Whether an object has a name, or a list an item. */
function holds(owner: unknown, key: unknown): boolean {
  if (typeof owner !== "object" || owner === null) return false;
  if (Array.isArray(owner)) {
    return isNumeric(key) && Number.isInteger(Number(key)) && key >= 0 && key < owner.length;
  }
  if (typeof key !== "string") return false;
  return Object.hasOwn(owner, key) && Reflect.get(owner, key) !== undefined;
}

function isNumeric(value: unknown): value is Numeric {
  return typeof value === "number" || typeof value === "bigint";
}

/** Reads what authors wrote. Never evaluates. */
export const authorEnvironment = new Environment({
  unlistedVariablesAreDyn: true,
  limits: authorLimits,
});

/** What both the typed and the evaluating environment start from; rewritten text nests deeper than authors may. */
export const baseEnvironment = withArithmetic(
  new Environment({
    homogeneousAggregateLiterals: false,
    limits: { maxAstNodes: 20_000, maxDepth: 1_000 },
  }),
);

/** Evaluates over plain JSON: every variable is dynamic. */
export const dynamicEnvironment = baseEnvironment
  .clone()
  .registerVariable("inputs", "dyn")
  .registerVariable("steps", "dyn")
  .registerVariable("output", "dyn")
  .registerVariable("history", "dyn")
  .registerVariable("item", "dyn")
  .registerVariable("index", "dyn");
