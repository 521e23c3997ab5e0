import { errorOutcome, neededBy } from "#lib/engine/definition/definition.ts";
import type { Graph } from "#lib/engine/definition/graph.ts";

import {
  always,
  type Condition,
  DecisionDiagram,
  never,
  type ProofBounds,
  proofBounds,
} from "./decision-diagram.ts";
import { type Flow, FlowFacts, plainFlow } from "./flow-facts.ts";
import { GuardConditions } from "./guard-conditions.ts";
import type { Meaning, Moment } from "./meaning.ts";
import { endingsOf, type Guard, type StepModel } from "./model.ts";
import { ProofVariables } from "./proof-variables.ts";
import { Withdrawals } from "./withdrawals.ts";

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
  readonly graph: Graph;
  readonly models: readonly StepModel[];
  readonly facts: FlowFacts;
  readonly #conditions: StepConditions[];
  readonly #variables: ProofVariables;
  readonly #guards: GuardConditions;
  readonly #withdrawals: Withdrawals;
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
    this.#variables = new ProofVariables(this.diagram);
    const { diagram, facts } = this;
    const variables = this.#variables;
    const completed = (step: number) => this.of(step).completed;
    const able = (step: number) => this.#ownCourse(step).able;
    this.#guards = new GuardConditions(facts, variables, completed);
    this.#withdrawals = new Withdrawals({ facts, models, diagram, variables, completed, able });
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
    const impossible = this.#withdrawals.cancelledLater(step);
    return this.graph.parents[step]!.map(({ from, on, at }) => {
      const taken = this.diagram.without(this.taken(from, on), impossible);
      const loops = this.facts.usingUp(from, step);
      if (taken === never || loops.length === 0) return taken;
      const used = this.#variables.variable(`used ${step} ${at}`, { kind: "used", step, from });
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

  /** When a step that may withdraw this one has done so, as far as that is known. */
  withdrawing(step: number): Condition {
    return this.#withdrawals.withdrawing(step);
  }

  /** What each variable of the conditions stands for. */
  get meanings(): ReadonlyMap<number, Meaning> {
    return this.#variables.meanings;
  }

  /** When a condition holds where `step` evaluates it; null stands for the end of the run. */
  whether(guard: Guard, step: number | null, moment: Moment = "activation"): Condition {
    return this.#guards.whether(guard, step, moment);
  }

  /** When the guard of `step` asked whether `producer` had completed, and it had. `never` where it does not ask. */
  foundCompleted(producer: number, step: number): Condition {
    return this.#guards.foundCompleted(producer, step);
  }

  #ofStep(index: number): StepConditions {
    const own = this.#ownCourse(index);
    if (!this.facts.mayBeWithdrawn(index)) return { ...own, completed: own.able };
    const { diagram } = this;
    const wins = this.#withdrawals.wins(index);
    const lost = this.#withdrawals.lost(index);
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
    const possible = diagram.and(this.#undecided(index), this.#withdrawals.unbeaten(index));
    const arrives = diagram.and(taken.length === 0 ? always : diagram.any(taken), possible);
    const need = neededBy(model);
    const counts = need > 1 && taken.length > 0;
    const arrived = counts ? diagram.and(arrives, diagram.atLeast(need, taken)) : arrives;
    const again = this.again(index);
    const activated = diagram.or(arrived, diagram.and(again, this.#undecided(index)));
    const starved = counts ? diagram.and(arrives, diagram.not(activated)) : never;
    const started = diagram.and(activated, model.guard ? this.whether(model.guard, index) : always);
    const kept = this.#withdrawals.kept(index);
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

  /** One condition for each ending. A variable decides between each ending and the later ones. */
  #split(step: number, started: Condition): readonly Condition[] {
    const endings = endingsOf(this.models[step]!);
    let rest = started;
    return endings.map((_, value) => {
      if (value === endings.length - 1 || rest === never) return rest;
      const variable = this.#variables.variable(`ending ${step} ${value}`, {
        kind: "ending",
        step,
        value,
      });
      const ending = this.diagram.and(rest, variable);
      rest = this.diagram.and(rest, this.diagram.not(variable));
      return ending;
    });
  }

  #begunBy(loop: number): Condition {
    const reachable = this.#reachable[loop]!;
    if (reachable === never) return never;
    const { to } = this.facts.flow.loops[loop]!;
    return this.diagram.and(
      reachable,
      this.#variables.variable(`again ${loop}`, { kind: "again", step: to }),
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
        const step = this.#variables.meanings.get(variable)?.step ?? to;
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
}
