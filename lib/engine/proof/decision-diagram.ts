/**
 * A boolean function of the diagram's variables: a node of a shared decision diagram. Equal functions have equal
 * numbers.
 */
export type Condition = number;

export const never: Condition = 0;
export const always: Condition = 1;
/** The diagram is full: nothing is known about this condition. */
export const unknown: Condition = -1;

/**
 * How large exact proofs may become. Decisions, conditions and failures count as variables, what they lead to as nodes.
 */
export type ProofBounds = { readonly nodes: number; readonly variables: number };

export const proofBounds: ProofBounds = { nodes: 50_000, variables: 2_000 };

/**
 * A reduced, ordered binary decision diagram (ROBDD) with shared nodes. Conditions are compared by number, so "can this
 * ever hold" is a comparison with `never`. Later variables come first in every path, so that a condition grows at its
 * top while steps are added in order. Past its bounds the diagram answers `unknown`, and `isFull` is true.
 */
export class DecisionDiagram {
  readonly #variable: number[] = [-1, -1];
  readonly #low: Condition[] = [never, always];
  readonly #high: Condition[] = [never, always];
  readonly #nodes = new Map<number, Map<number, Condition>>();
  readonly #both = new Map<number, Condition>();
  readonly #negated = new Map<Condition, Condition>();
  readonly #bounds: ProofBounds;
  #variables = 0;
  #full = false;

  constructor(bounds: ProofBounds = proofBounds) {
    this.#bounds = bounds;
  }

  get isFull(): boolean {
    return this.#full;
  }

  /** A variable of its own, as a condition. */
  newVariable(): Condition {
    if (this.#variables >= this.#bounds.variables) return this.#fill();
    return this.#node(this.#variables++, never, always);
  }

  /** The variable a condition made by `newVariable` stands for. */
  variableOf(condition: Condition): number {
    return this.#variable[condition] ?? -1;
  }

  not(a: Condition): Condition {
    if (a === unknown) return unknown;
    if (a <= always) return always - a;
    const known = this.#negated.get(a);
    if (known !== undefined) return known;
    const result = this.#join(
      this.#variable[a]!,
      this.not(this.#low[a]!),
      this.not(this.#high[a]!),
    );
    this.#negated.set(a, result);
    if (result !== unknown) this.#negated.set(result, a);
    return result;
  }

  and(a: Condition, b: Condition): Condition {
    if (a === never || b === never) return never;
    if (a === unknown || b === unknown) return unknown;
    if (a === always || a === b) return b;
    if (b === always) return a;
    const key = a < b ? a * 0x4000000 + b : b * 0x4000000 + a;
    const known = this.#both.get(key);
    if (known !== undefined) return known;
    const top = Math.max(this.#variable[a]!, this.#variable[b]!);
    const result = this.#join(
      top,
      this.and(this.#below(a, top, false), this.#below(b, top, false)),
      this.and(this.#below(a, top, true), this.#below(b, top, true)),
    );
    this.#both.set(key, result);
    return result;
  }

  or(a: Condition, b: Condition): Condition {
    if (a === always || b === always) return always;
    if (a === never || a === b) return b;
    if (b === never) return a;
    return this.not(this.and(this.not(a), this.not(b)));
  }

  all(conditions: Iterable<Condition>): Condition {
    let result = always;
    for (const condition of conditions) result = this.and(result, condition);
    return result;
  }

  any(conditions: Iterable<Condition>): Condition {
    let result = never;
    for (const condition of conditions) result = this.or(result, condition);
    return result;
  }

  /** Whether at least `count` of the conditions hold. */
  atLeast(count: number, conditions: readonly Condition[]): Condition {
    const open = conditions.filter((condition) => condition !== never && condition !== always);
    const missing = count - conditions.filter((condition) => condition === always).length;
    if (missing <= 0) return always;
    if (missing > open.length) return never;
    if (missing === 1) return this.any(open);
    if (missing === open.length) return this.all(open);
    if (missing * open.length > this.#bounds.nodes) return this.#fill();
    const reached: Condition[] = [always, ...Array.from({ length: missing }, () => never)];
    for (const condition of open) {
      for (let n = missing; n > 0; n--) {
        reached[n] = this.or(reached[n]!, this.and(reached[n - 1]!, condition));
      }
    }
    return reached[missing]!;
  }

  /** The condition that `a` holds whatever the variables in `over` are. */
  forAll(a: Condition, over: (variable: number) => boolean): Condition {
    const known = new Map<Condition, Condition>();
    const visit = (condition: Condition): Condition => {
      if (condition <= always) return condition;
      const seen = known.get(condition);
      if (seen !== undefined) return seen;
      const low = visit(this.#low[condition]!);
      const high = visit(this.#high[condition]!);
      const variable = this.#variable[condition]!;
      const result = over(variable) ? this.and(low, high) : this.#join(variable, low, high);
      known.set(condition, result);
      return result;
    };
    return visit(a);
  }

  /** What is left of `a` where these variables do not hold. */
  without(a: Condition, variables: ReadonlySet<number>): Condition {
    if (variables.size === 0) return a;
    const known = new Map<Condition, Condition>();
    const visit = (condition: Condition): Condition => {
      if (condition <= always) return condition;
      const seen = known.get(condition);
      if (seen !== undefined) return seen;
      const variable = this.#variable[condition]!;
      const low = visit(this.#low[condition]!);
      const result = variables.has(variable)
        ? low
        : this.#join(variable, low, visit(this.#high[condition]!));
      known.set(condition, result);
      return result;
    };
    return visit(a);
  }

  /**
   * The cheapest assignment under which `a` holds, naming only the variables that matter; `null` when there is none.
   */
  satisfyingAssignment(
    a: Condition,
    cost: (variable: number, value: boolean) => number,
  ): ReadonlyMap<number, boolean> | null {
    const best = new Map<Condition, number>([
      [never, Infinity],
      [always, 0],
    ]);
    const price = (condition: Condition): number => {
      const seen = best.get(condition);
      if (seen !== undefined) return seen;
      const variable = this.#variable[condition]!;
      const low = price(this.#low[condition]!) + cost(variable, false);
      const high = price(this.#high[condition]!) + cost(variable, true);
      best.set(condition, Math.min(low, high));
      return Math.min(low, high);
    };
    if (a === unknown || price(a) === Infinity) return null;
    const assignment = new Map<number, boolean>();
    for (let at = a; at > always;) {
      const variable = this.#variable[at]!;
      const value =
        price(this.#high[at]!) + cost(variable, true) <
        price(this.#low[at]!) + cost(variable, false);
      assignment.set(variable, value);
      at = value ? this.#high[at]! : this.#low[at]!;
    }
    return assignment;
  }

  /** Whether `a` holds under an assignment of every variable. */
  evaluate(a: Condition, assignment: (variable: number) => boolean): boolean {
    let at = a;
    while (at > always) at = assignment(this.#variable[at]!) ? this.#high[at]! : this.#low[at]!;
    return at === always;
  }

  #below(condition: Condition, variable: number, value: boolean): Condition {
    if (this.#variable[condition] !== variable) return condition;
    return value ? this.#high[condition]! : this.#low[condition]!;
  }

  #join(variable: number, low: Condition, high: Condition): Condition {
    return low === unknown || high === unknown ? unknown : this.#node(variable, low, high);
  }

  #node(variable: number, low: Condition, high: Condition): Condition {
    if (low === high) return low;
    const key = low * 0x4000000 + high;
    const ofVariable = this.#nodes.get(variable) ?? new Map<number, Condition>();
    const known = ofVariable.get(key);
    if (known !== undefined) return known;
    if (this.#variable.length >= this.#bounds.nodes) return this.#fill();
    this.#nodes.set(variable, ofVariable);
    this.#variable.push(variable);
    this.#low.push(low);
    this.#high.push(high);
    const made = this.#variable.length - 1;
    ofVariable.set(key, made);
    return made;
  }

  #fill(): Condition {
    this.#full = true;
    return unknown;
  }
}
