import { always, type Condition, ConditionStore, never, unknown } from "./conditions-store.ts";
import type { Join } from "./definition.ts";
import type { Graph } from "./graph.ts";

/** A guard as far as proofs can see into it: `holds` is a condition of its own, equal for equal keys. */
export type Guard =
  | { readonly kind: "holds"; readonly key: string }
  | { readonly kind: "completed"; readonly step: number }
  | { readonly kind: "not"; readonly of: Guard }
  | { readonly kind: "and"; readonly of: readonly [Guard, Guard] }
  | { readonly kind: "or"; readonly of: readonly [Guard, Guard] };

/** What a proof needs to know of a step; its edges come with the graph. */
export type StepModel = {
  readonly join: Join;
  readonly skipsWhenStarved: boolean;
  readonly guard: Guard | null;
  /** Empty for a step with one way to complete. */
  readonly outcomes: readonly string[];
  /** An edge leads on from its failure, so that the execution survives it. */
  readonly mayFail: boolean;
  /** A person may decide to skip it. */
  readonly maySkip: boolean;
};

/** How a step that was started may end. */
export type Ending =
  | { readonly kind: "completed"; readonly outcome: string | null }
  | { readonly kind: "failed" }
  | { readonly kind: "skipped" };

/** What a variable stands for: `value` of a step's endings against all later ones, or a guard. */
export type Meaning =
  | { readonly kind: "ending"; readonly step: number; readonly value: number }
  | { readonly kind: "guard"; readonly key: string; readonly step: number };

/** Under which conditions a step is activated, started (its guard holds too), completed, failed, starved. */
export type StepConditions = {
  readonly activated: Condition;
  readonly started: Condition;
  readonly completed: Condition;
  readonly failed: Condition;
  readonly starved: Condition;
  /** By position in `endingsOf`. */
  readonly endings: readonly Condition[];
};

const nothing: StepConditions = {
  activated: never,
  started: never,
  completed: never,
  failed: never,
  starved: never,
  endings: [],
};

/** The outcome that edges from a failed step carry. */
const errorOutcome = "error";

/** The ways in which a started step may end, in the order in which variables count them. */
export function endingsOf(step: StepModel): readonly Ending[] {
  const outcomes = step.outcomes.length > 0 ? step.outcomes : [null];
  return [
    ...outcomes.map((outcome): Ending => ({ kind: "completed", outcome })),
    ...(step.mayFail ? [{ kind: "failed" } as const] : []),
    ...(step.maySkip ? [{ kind: "skipped" } as const] : []),
  ];
}

/**
 * For every step the exact condition under which it starts, completes or starves, as functions of what decisions choose,
 * which guards hold, and what fails or is skipped. Steps on a cycle have none. See `ConditionStore` for the bounds.
 */
export class PathConditions {
  readonly store = new ConditionStore();
  readonly meanings = new Map<number, Meaning>();
  readonly #graph: Graph;
  readonly #models: readonly StepModel[];
  readonly #conditions: StepConditions[];
  readonly #guards = new Map<string, Condition>();
  /** Whether the step, or one before it, starts before all its edges are settled. */
  readonly #early: boolean[];

  constructor(graph: Graph, models: readonly StepModel[]) {
    this.#graph = graph;
    this.#models = models;
    this.#conditions = models.map(() => nothing);
    this.#early = models.map(() => false);
    for (const index of graph.order) {
      const edges = graph.parents[index]!;
      this.#early[index] =
        (this.#need(index) > 0 && edges.length > 1) || edges.some(({ from }) => this.#early[from]);
      this.#conditions[index] = this.#ofStep(index);
    }
  }

  of(step: number): StepConditions {
    return this.#conditions[step] ?? nothing;
  }

  /** When an edge is taken. */
  taken(from: number, on: string | null): Condition {
    const source = this.of(from);
    if (on === null) return source.completed;
    const outcome = this.#models[from]!.outcomes.indexOf(on);
    const chosen = outcome < 0 ? never : (source.endings[outcome] ?? never);
    return on === errorOutcome ? this.store.or(chosen, source.failed) : chosen;
  }

  /** When at least one of `producers` has completed by the time `step` is activated, in whatever order things happen. */
  completedBefore(step: number, producers: ReadonlySet<number>): Condition {
    const { store } = this;
    const done = [...producers].map((producer) => {
      const { completed } = this.of(producer);
      if (!this.#early[step]) return completed;
      // Its guard asked, and found it completed.
      return store.and(completed, this.#guards.get(askedBefore(producer, step)) ?? never);
    });
    if (this.#early[step]) {
      done.push(new Timing(this, this.#graph, this.#models, producers).before(step));
    }
    return store.any(done);
  }

  /** How many taken edges start the step; 0 means that all must be settled and one taken. */
  #need(index: number): number {
    const { join } = this.#models[index]!;
    return join === "all" ? 0 : join === "any" ? 1 : join.count;
  }

  #ofStep(index: number): StepConditions {
    const { store } = this;
    const model = this.#models[index]!;
    const taken = this.#graph.parents[index]!.map(({ from, on }) => this.taken(from, on));
    const arrives = taken.length === 0 ? always : store.any(taken);
    const need = this.#need(index);
    const counts = need > 1 && taken.length > 0;
    const activated = counts ? store.atLeast(need, taken) : arrives;
    const starved = counts ? store.and(arrives, store.not(activated)) : never;
    const started = store.and(activated, model.guard ? this.whether(model.guard, index) : always);
    const endings = this.#split(index, started);
    const completed = store.any(
      endingsOf(model).map(({ kind }, at) => (kind === "completed" ? endings[at]! : never)),
    );
    const failing = endingsOf(model).findIndex(({ kind }) => kind === "failed");
    const broken = model.mayFail && !model.skipsWhenStarved ? starved : never;
    const failed = store.or(broken, failing < 0 ? never : endings[failing]!);
    return { activated, started, completed, failed, starved, endings };
  }

  /** One condition for each ending: a variable decides between each ending and the later ones. */
  #split(step: number, started: Condition): readonly Condition[] {
    const endings = endingsOf(this.#models[step]!);
    let rest = started;
    return endings.map((_, value) => {
      if (value === endings.length - 1 || rest === never) return rest;
      const variable = this.store.newVariable();
      this.#name(variable, { kind: "ending", step, value });
      const ending = this.store.and(rest, variable);
      rest = this.store.and(rest, this.store.not(variable));
      return ending;
    });
  }

  /** When a guard holds at the activation of `step`. */
  whether(guard: Guard, step: number): Condition {
    if (guard.kind === "not") return this.store.not(this.whether(guard.of, step));
    if (guard.kind === "and" || guard.kind === "or") {
      const [a, b] = guard.of.map((part) => this.whether(part, step));
      return guard.kind === "and" ? this.store.and(a!, b!) : this.store.or(a!, b!);
    }
    if (guard.kind === "holds") return this.#atom(guard.key, step);
    const { completed } = this.of(guard.step);
    if (!this.#early[step]) return completed;
    return this.store.and(completed, this.#atom(askedBefore(guard.step, step), step));
  }

  #atom(key: string, step: number): Condition {
    const known = this.#guards.get(key);
    if (known !== undefined) return known;
    const variable = this.store.newVariable();
    this.#name(variable, { kind: "guard", key, step });
    this.#guards.set(key, variable);
    return variable;
  }

  #name(variable: Condition, meaning: Meaning): void {
    if (variable !== unknown) this.meanings.set(this.store.variableOf(variable), meaning);
  }
}

/** Names the variable that says whether one step had completed when another was activated. */
function askedBefore(producer: number, step: number): string {
  return `${producer} before ${step}`;
}

/**
 * A step that starts on its first or n-th taken edge may start while other branches are still under way. This finds when
 * one of some producers has certainly completed by then: whichever n taken edges come first, one of them says so.
 */
class Timing {
  readonly #known = new Map<number, Condition>();
  readonly #conditions: PathConditions;
  readonly #graph: Graph;
  readonly #models: readonly StepModel[];
  readonly #producers: ReadonlySet<number>;

  constructor(
    conditions: PathConditions,
    graph: Graph,
    models: readonly StepModel[],
    producers: ReadonlySet<number>,
  ) {
    this.#conditions = conditions;
    this.#graph = graph;
    this.#models = models;
    this.#producers = producers;
  }

  /** By the time `step` is activated. */
  before(step: number): Condition {
    const { store } = this.#conditions;
    const edges = this.#graph.parents[step]!;
    const settled = edges.map(({ from }) => this.#settled(from));
    const { join } = this.#models[step]!;
    if (join === "all" || edges.length === 0) return store.any(settled);
    const silent = edges.map(({ from, on }, at) =>
      store.and(this.#conditions.taken(from, on), store.not(settled[at]!)),
    );
    return store.not(store.atLeast(join === "any" ? 1 : join.count, silent));
  }

  /** By the time `step` is settled. */
  #settled(step: number): Condition {
    const known = this.#known.get(step);
    if (known !== undefined) return known;
    const { store } = this.#conditions;
    const { activated, starved, completed } = this.#conditions.of(step);
    const own = this.#producers.has(step) ? completed : never;
    const edges = this.#graph.parents[step]!;
    const nobody = store.any(edges.map(({ from }) => this.#settled(from)));
    const passed = store.not(store.or(activated, starved));
    const result = store.any([
      own,
      store.and(activated, this.before(step)),
      store.and(starved, this.#beforeStarving(step)),
      store.and(passed, nobody),
    ]);
    this.#known.set(step, result);
    return result;
  }

  /** A join starves as soon as too few edges are left, which is when enough are dead and one is taken. */
  #beforeStarving(step: number): Condition {
    const { store } = this.#conditions;
    const { join } = this.#models[step]!;
    const edges = this.#graph.parents[step]!;
    const need = typeof join === "object" ? join.count : 1;
    const silent = edges.map(({ from, on }) => {
      const quiet = store.not(this.#settled(from));
      const taken = this.#conditions.taken(from, on);
      return { taken: store.and(taken, quiet), dead: store.and(store.not(taken), quiet) };
    });
    const dead = store.atLeast(
      edges.length - need + 1,
      silent.map((edge) => edge.dead),
    );
    return store.not(store.and(dead, store.any(silent.map((edge) => edge.taken))));
  }
}
