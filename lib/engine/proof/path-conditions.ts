import { errorOutcome, neededBy } from "#lib/engine/definition/definition.ts";
import type { Graph } from "#lib/engine/definition/graph.ts";

import {
  always,
  type Condition,
  DecisionDiagram,
  never,
  type ProofBounds,
  proofBounds,
  unknown,
} from "./decision-diagram.ts";
import { type Flow, FlowFacts, plainFlow } from "./flow-facts.ts";
import type { Meaning, Moment } from "./meaning.ts";
import { endingsOf, type Guard, type StepModel } from "./model.ts";

/**
 * Under which conditions a step is activated, started (its guard holds too), completed, failed, starved. Of a step that
 * loops start over, all of this is about its latest iteration.
 */
export type StepConditions = {
  readonly activated: Condition;
  /** Activated by its edges, and not by a loop. */
  readonly arrived: Condition;
  readonly started: Condition;
  /** It would complete if nothing withdrew it. */
  readonly able: Condition;
  readonly completed: Condition;
  readonly failed: Condition;
  readonly starved: Condition;
  /** By position in `endingsOf`. */
  readonly endings: readonly Condition[];
};

/** As far as the step's own course goes, before others withdraw it. */
type OwnCourse = Omit<StepConditions, "completed">;

const nothing: StepConditions = {
  activated: never,
  arrived: never,
  started: never,
  able: never,
  completed: never,
  failed: never,
  starved: never,
  endings: [],
};

/** What two evaluations of the same text need not find alike, though no step completed in between. */
const changing = /\b(?:history|item|index|output)\b/u;

const noVariables: ReadonlySet<number> = new Set();

/** After so many rounds of finding out what loops make possible, they are held to make everything possible. */
const maxPasses = 5;

/**
 * For every step the exact condition under which it starts, completes or starves, as a function of what decisions
 * choose, which guards hold, what fails or is skipped, who wins a race, and what loops started over. Where the order of
 * events matters, and where loops and races cross, conditions are wider than what can happen, never narrower. Steps on
 * a cycle have none. See `DecisionDiagram` for the bounds.
 */
export class PathConditions {
  readonly diagram: DecisionDiagram;
  readonly meanings = new Map<number, Meaning>();
  readonly graph: Graph;
  readonly models: readonly StepModel[];
  readonly facts: FlowFacts;
  readonly #conditions: StepConditions[];
  readonly #variables = new Map<string, Condition>();
  readonly #own = new Map<number, OwnCourse>();
  /** By loop: what must hold outside it for it to be taken at all. */
  #reachable: Condition[];

  constructor(
    graph: Graph,
    models: readonly StepModel[],
    flow: Flow = plainFlow,
    bounds: ProofBounds = proofBounds,
  ) {
    this.diagram = new DecisionDiagram(bounds);
    this.graph = graph;
    this.models = models;
    this.facts = new FlowFacts(graph, models, flow);
    this.#conditions = models.map(() => nothing);
    this.#reachable = flow.loops.map(() => never);
    for (let pass = 1; ; pass++) {
      this.#own.clear();
      for (const index of this.facts.order) this.#conditions[index] = this.#ofStep(index);
      if (flow.loops.length === 0 || pass > maxPasses) return;
      const reachable = this.#widened();
      if (reachable.every((condition, loop) => condition === this.#reachable[loop])) return;
      this.#reachable = pass === maxPasses ? reachable.map(() => always) : reachable;
    }
  }

  of(step: number): StepConditions {
    return this.#conditions[step] ?? nothing;
  }

  /** When an edge is taken. */
  taken(from: number, on: string | null): Condition {
    const source = this.of(from);
    if (on === null) return source.completed;
    const outcome = this.models[from]!.outcomes.indexOf(on);
    const chosen = outcome < 0 ? never : (source.endings[outcome] ?? never);
    return on === errorOutcome ? this.diagram.or(chosen, source.failed) : chosen;
  }

  /** When each edge into a step counts for its join: it is taken, and no loop has consumed it. */
  counting(step: number): readonly Condition[] {
    const impossible = this.#cancelledLater(step);
    return this.graph.parents[step]!.map(({ from, on, at }) => {
      const taken = this.diagram.without(this.taken(from, on), impossible);
      const loops = this.facts.usingUp(from, step);
      if (taken === never || loops.length === 0) return taken;
      const used = this.#variable(`used ${step} ${at}`, { kind: "used", step, from });
      const begun = this.diagram.any(loops.map((loop) => this.#hasBegun(loop)));
      return this.diagram.and(taken, this.diagram.not(this.diagram.and(used, begun)));
    });
  }

  /** When a loop began the latest iteration of a step. */
  again(step: number): Condition {
    const { loops } = this.facts.flow;
    return this.diagram.any(
      loops.map(({ to }, loop) => (to === step ? this.#begunBy(loop) : never)),
    );
  }

  /** When a loop's back edge is taken, so that the present iteration is not the last. */
  goesOn(loop: number): Condition {
    const { from, on } = this.facts.flow.loops[loop]!;
    return this.taken(from, on);
  }

  /** When no loop will start anything over any more, as at the end of a run. */
  atRest(): Condition {
    const { diagram } = this;
    return diagram.not(diagram.any(this.facts.flow.loops.map((_, loop) => this.goesOn(loop))));
  }

  /** When the guard of `step` asked whether `producer` had completed, and it had. `never` where it does not ask. */
  foundCompleted(producer: number, step: number): Condition {
    const asked = this.#variables.get(askedBefore(producer, step)) ?? never;
    return this.diagram.and(this.of(producer).completed, asked);
  }

  /** When a step that may withdraw this one has done so, as far as that is known. */
  withdrawing(step: number): Condition {
    const { facts, diagram } = this;
    if (facts.mayBeOverEarly(step)) return always;
    const causes = [...facts.rivalsOf(step), ...facts.cancellersOf(step)];
    return diagram.any(
      causes.map((cause) =>
        facts.startsOverWith(cause, step) ? this.of(cause).completed : always,
      ),
    );
  }

  #ofStep(index: number): StepConditions {
    const own = this.#ownCourse(index);
    if (!this.facts.mayBeWithdrawn(index)) return { ...own, completed: own.able };
    const { diagram } = this;
    const wins = this.#wins(index);
    const lost = this.#lost(index);
    const endings = endingsOf(this.models[index]!).map(({ kind }, at) =>
      diagram.and(own.endings[at]!, kind === "completed" ? wins : diagram.not(lost)),
    );
    return {
      ...own,
      endings,
      completed: diagram.and(own.able, wins),
      failed: diagram.and(own.failed, diagram.not(lost)),
    };
  }

  #ownCourse(index: number): OwnCourse {
    const known = this.#own.get(index);
    if (known) return known;
    const { diagram } = this;
    const model = this.models[index]!;
    const taken = this.counting(index);
    const possible = diagram.and(this.#undecided(index), this.#unbeaten(index));
    const arrives = diagram.and(taken.length === 0 ? always : diagram.any(taken), possible);
    const need = neededBy(model);
    const counts = need > 1 && taken.length > 0;
    const arrived = counts ? diagram.and(arrives, diagram.atLeast(need, taken)) : arrives;
    const again = this.again(index);
    const activated = diagram.or(arrived, diagram.and(again, this.#undecided(index)));
    const starved = counts ? diagram.and(arrives, diagram.not(activated)) : never;
    const started = diagram.and(activated, model.guard ? this.whether(model.guard, index) : always);
    const kept = this.#kept(index);
    const endings = this.#split(index, started).map((ending) => diagram.and(ending, kept));
    const able = diagram.any(
      endingsOf(model).map(({ kind }, at) => (kind === "completed" ? endings[at]! : never)),
    );
    const failing = endingsOf(model).findIndex(({ kind }) => kind === "failed");
    const broken = model.mayFail && !model.skipsWhenStarved ? diagram.and(starved, kept) : never;
    const failed = diagram.or(broken, failing < 0 ? never : endings[failing]!);
    const own = { activated, arrived, started, able, failed, starved, endings };
    this.#own.set(index, own);
    return own;
  }

  /** While a loop is about to start a step over, the step does not begin. */
  #undecided(index: number): Condition {
    const loops = this.facts.decided.get(index) ?? [];
    return this.diagram.all(loops.map(({ from, on }) => this.diagram.not(this.taken(from, on))));
  }

  /** A member of a race that waits for another one has lost when that one completes. */
  #unbeaten(index: number): Condition {
    const { facts, diagram } = this;
    const ahead = facts
      .rivalsOf(index)
      .filter((r) => facts.startOverTogether(r, index) && facts.followersOf(r).has(index));
    return diagram.not(diagram.any(ahead.map((rival) => this.of(rival).completed)));
  }

  /**
   * What cannot have happened before a step begins: cancellations by its own completion, or by what begins only after
   * it. Where the step starts over, so does what it cancelled, or it would be an earlier round that cancelled.
   */
  #cancelledLater(step: number): ReadonlySet<number> {
    const { facts } = this;
    if (!facts.flow.cancels.some(({ by }) => by === step || facts.followersOf(step).has(by)))
      return noVariables;
    const impossible = new Set<number>();
    for (const { by, step: other } of facts.flow.cancels) {
      if (by !== step && !facts.followersOf(step).has(by)) continue;
      const variable = this.#variables.get(cancelledBy(other, by));
      if (variable === undefined || variable === unknown) continue;
      if (facts.startsOverWith(step, other)) impossible.add(this.diagram.variableOf(variable));
    }
    return impossible;
  }

  /** Not cancelled: only what completes can cancel, as far as that is known by now. */
  #kept(index: number): Condition {
    const { facts, diagram } = this;
    const causes = facts.cancellersOf(index);
    const isOverEarly = facts.mayBeOverEarly(index);
    if (causes.length === 0 && !isOverEarly) return always;
    const known =
      !isOverEarly &&
      causes.every((c) => facts.isBefore(c, index) && facts.startsOverWith(c, index));
    const withdrawn = (name: string): Condition =>
      this.#variable(name, { kind: "withdrawn", step: index });
    if (!known) {
      const all = causes.map((cause) => withdrawn(cancelledBy(index, cause)));
      return diagram.not(diagram.any(isOverEarly ? [...all, withdrawn(`over ${index}`)] : all));
    }
    const cause = diagram.any(causes.map((c) => this.of(c).completed));
    if (cause === never) return always;
    return diagram.not(diagram.and(cause, withdrawn(`cancelled ${index}`)));
  }

  /** One of those that are able to complete comes first; which one, only the run can tell. */
  #wins(index: number): Condition {
    const { facts, diagram } = this;
    const rivals = facts.rivalsOf(index);
    if (rivals.length === 0) return always;
    const first = () => this.#variable(`first ${index}`, { kind: "first", step: index });
    if (!rivals.every((rival) => facts.startOverTogether(rival, index))) return first();
    const earlier = rivals.filter((rival) => facts.isBefore(rival, index));
    const later = rivals.filter((rival) => !facts.isBefore(rival, index));
    const unbeaten = diagram.not(diagram.any(earlier.map((rival) => this.of(rival).completed)));
    const ordered = facts.isOrdered(index);
    const beaters = ordered
      ? diagram.any(later.map((rival) => this.#ownCourse(rival).able))
      : later.length > 0
        ? always
        : never;
    if (beaters === never) return unbeaten;
    return diagram.and(unbeaten, diagram.or(first(), diagram.not(beaters)));
  }

  /** A member that would have failed or been skipped may be withdrawn before. */
  #lost(index: number): Condition {
    if (this.facts.rivalsOf(index).length === 0 || !this.models[index]!.mayFail) return never;
    return this.#variable(`withdrawn ${index}`, { kind: "withdrawn", step: index });
  }

  /** One condition for each ending. A variable decides between each ending and the later ones. */
  #split(step: number, started: Condition): readonly Condition[] {
    const endings = endingsOf(this.models[step]!);
    let rest = started;
    return endings.map((_, value) => {
      if (value === endings.length - 1 || rest === never) return rest;
      const variable = this.#variable(`ending ${step} ${value}`, { kind: "ending", step, value });
      const ending = this.diagram.and(rest, variable);
      rest = this.diagram.and(rest, this.diagram.not(variable));
      return ending;
    });
  }

  /**
   * When a condition holds where `step` evaluates it: at its activation, or later; null stands for the end of the run.
   * What a step finds before others have completed, another one, or the same one later, need not find.
   */
  whether(guard: Guard, step: number | null, moment: Moment = "activation"): Condition {
    if (guard.kind === "not") return this.diagram.not(this.whether(guard.of, step, moment));
    if (guard.kind === "and" || guard.kind === "or") {
      const [a, b] = guard.of.map((part) => this.whether(part, step, moment));
      return guard.kind === "and" ? this.diagram.and(a!, b!) : this.diagram.or(a!, b!);
    }
    return guard.kind === "holds"
      ? this.#holds(guard.key, step, moment)
      : this.#foundAt(guard.step, step, moment);
  }

  #holds(key: string, step: number | null, moment: Moment): Condition {
    const early = step !== null && this.facts.mayStartEarly(step);
    const own = (early && key.includes("steps")) || changing.test(key);
    const later = early && moment === "later" ? " later" : "";
    const place = own ? ` of ${step ?? "the end"}${later}` : "";
    return this.#atom(key, `guard ${key}${place}`, step, moment);
  }

  #foundAt(producer: number, step: number | null, moment: Moment): Condition {
    const { completed } = this.of(producer);
    if (step === null || !this.facts.mayStartEarly(step)) return completed;
    const asked = askedBefore(producer, step);
    if (moment !== "later")
      return this.diagram.and(completed, this.#atom(asked, asked, step, moment));
    const found = this.#atom(asked, `${asked} later`, step, moment);
    // What was there at the activation is there later too.
    const before = this.#variables.get(asked) ?? never;
    return this.diagram.and(completed, this.diagram.or(found, before));
  }

  #atom(key: string, name: string, step: number | null, moment: Moment): Condition {
    if (step === null || moment !== "activation")
      return this.#variable(name, { kind: "within", key, step });
    return this.#variable(name, { kind: "guard", key, step });
  }

  #begunBy(loop: number): Condition {
    const reachable = this.#reachable[loop]!;
    if (reachable === never) return never;
    const { to } = this.facts.flow.loops[loop]!;
    return this.diagram.and(
      reachable,
      this.#variable(`again ${loop}`, { kind: "again", step: to }),
    );
  }

  /** When a loop may have started its region over, even if its first step was not reached by then. */
  #hasBegun(loop: number): Condition {
    const { from, to } = this.facts.flow.loops[loop]!;
    const reached = from === to || this.facts.followersOf(to).has(from);
    return reached ? this.#begunBy(loop) : this.#reachable[loop]!;
  }

  /** What is known outside each loop when it is taken. What happened inside belongs to an earlier iteration. */
  #widened(): Condition[] {
    return this.facts.flow.loops.map(({ from, to, on }, loop) => {
      const before = this.#ancestors(to);
      const inside = (variable: number): boolean => {
        const step = this.meanings.get(variable)?.step ?? to;
        return !before.has(step) && this.facts.regionsOf(step).length > 0;
      };
      const { diagram } = this;
      const possible = diagram.not(diagram.forAll(diagram.not(this.taken(from, on)), inside));
      return diagram.or(this.#reachable[loop]!, possible);
    });
  }

  #ancestors(step: number): ReadonlySet<number> {
    const before = new Set([step]);
    for (const index of before) {
      for (const { from } of this.graph.parents[index]!) before.add(from);
    }
    before.delete(step);
    return before;
  }

  #variable(name: string, meaning: Meaning): Condition {
    const known = this.#variables.get(name);
    if (known !== undefined) return known;
    const variable = this.diagram.newVariable();
    if (variable !== unknown) this.meanings.set(this.diagram.variableOf(variable), meaning);
    this.#variables.set(name, variable);
    return variable;
  }
}

/** Names the variable that says whether one step cancelled another before it had ended. */
function cancelledBy(step: number, by: number): string {
  return `${step} cancelled by ${by}`;
}

/** Names the variable that says whether one step had completed when another was activated. */
function askedBefore(producer: number, step: number): string {
  return `${producer} before ${step}`;
}
