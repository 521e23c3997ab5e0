/** Where a value comes from, as shown under "Inputs used". */
export type Origin = "you" | "solver" | "data" | "estimate";

/** The unit of a fact's value, which decides what a number in a text may be compared with. */
export type FactUnit =
  | "percent"
  | "money"
  | "years"
  | "count"
  /** A share of cases, written "1 year in 20". */
  | "frequency"
  | "text";

/** One labelled figure or word that an explanation may use, and nothing else. Percentages are fractions. */
export type Fact = {
  readonly path: string;
  readonly label: string;
  readonly unit: FactUnit;
  readonly value: number | string;
  /** The value as people read it. */
  readonly printed: string;
  readonly currency?: string;
};

/** A value that the text was written from, for "Inputs used". */
export type InputUsed = {
  readonly label: string;
  readonly value: string;
  readonly origin: Origin;
};

/** Whether something the facts rest on was verified before the text was written. */
export type FactCheck = {
  readonly id: string;
  readonly label: string;
  readonly passed: boolean;
  readonly detail: string;
};

/** Everything an explanation is written from and judged by. */
export type Facts = {
  readonly facts: readonly Fact[];
  readonly inputsUsed: readonly InputUsed[];
  readonly checks: readonly FactCheck[];
};
