import { neededBy } from "#lib/engine/definition/definition.ts";

import { type Condition, never } from "./decision-diagram.ts";
import type { PathConditions } from "./path-conditions.ts";

/** When at least one of `producers` has completed by the time `step` is activated, in every order of events. */
export function completedBefore(
  conditions: PathConditions,
  step: number,
  producers: ReadonlySet<number>,
): Condition {
  const { diagram, facts } = conditions;
  if (!facts.mayStartEarly(step)) {
    return diagram.any([...producers].map((producer) => conditions.of(producer).completed));
  }
  const found = [...producers].map((producer) => conditions.foundCompleted(producer, step));
  return diagram.any([...found, new Timing(conditions, producers).before(step)]);
}

/**
 * A step that starts on its first or n-th taken edge may start while other branches are under way, and a withdrawn step
 * ends before what leads to it. This finds when one of some producers has certainly completed by the time a step
 * starts: whichever n taken edges come first, one of them proves it.
 */
class Timing {
  readonly #known = new Map<number, Condition>();
  readonly #conditions: PathConditions;
  readonly #producers: ReadonlySet<number>;

  constructor(conditions: PathConditions, producers: ReadonlySet<number>) {
    this.#conditions = conditions;
    this.#producers = producers;
  }

  /** By the time `step` is activated. */
  before(step: number): Condition {
    const { diagram, facts, models, graph } = this.#conditions;
    const edges = graph.parents[step]!;
    const settled = edges.map(({ from }) => this.#settled(from));
    const waitsForAll = models[step]!.join === "all" || edges.length < 2;
    const again = this.#conditions.again(step);
    if (waitsForAll) {
      const known = diagram.any(settled);
      // A loop does not wait for the edges of a step that was withdrawn before they settled.
      return facts.mayBeWithdrawn(step) ? diagram.and(known, diagram.not(again)) : known;
    }
    const counting = this.#conditions.counting(step);
    const silent = counting.map((taken, at) => diagram.and(taken, diagram.not(settled[at]!)));
    const known = diagram.not(diagram.atLeast(neededBy(models[step]!), silent));
    if (again === never) return known;
    const { arrived } = this.#conditions.of(step);
    if (facts.mayBeWithdrawn(step)) return diagram.all([known, arrived, diagram.not(again)]);
    // A loop starts over steps that had started before, and steps that were skipped because nothing led to them any
    // more.
    const skipped = diagram.and(diagram.not(diagram.any(counting)), diagram.any(settled));
    return diagram.or(diagram.and(known, arrived), skipped);
  }

  /** By the time `step` is settled. */
  #settled(step: number): Condition {
    const known = this.#known.get(step);
    if (known !== undefined) return known;
    const { diagram, graph, facts } = this.#conditions;
    const { activated, starved, completed } = this.#conditions.of(step);
    const own = this.#producers.has(step) ? completed : never;
    const edges = graph.parents[step]!;
    const nobody = diagram.any(edges.map(({ from }) => this.#settled(from)));
    const passed = diagram.not(diagram.or(activated, starved));
    // A step with one instance per edge starts with the first edge, and ends after the last.
    const waitsForAll = this.#conditions.models[step]!.join === "each";
    const inTurn = diagram.any([
      own,
      diagram.and(activated, waitsForAll ? nobody : this.before(step)),
      diagram.and(starved, this.#beforeStarving(step)),
      diagram.and(passed, nobody),
    ]);
    const result = facts.mayBeWithdrawn(step) ? this.#orWithdrawn(step, inTurn) : inTurn;
    this.#known.set(step, result);
    return result;
  }

  /** A step that neither completed nor failed may have been withdrawn at the moment when another one completed. */
  #orWithdrawn(step: number, inTurn: Condition): Condition {
    const { diagram } = this.#conditions;
    const { completed, failed, able } = this.#conditions.of(step);
    const ended = diagram.or(completed, failed);
    const possible = this.#conditions.withdrawing(step);
    const byProducer = diagram.and(diagram.and(able, diagram.not(ended)), this.#withdrawer(step));
    return diagram.any([
      diagram.and(ended, inTurn),
      diagram.and(diagram.not(diagram.or(ended, possible)), inTurn),
      diagram.and(possible, byProducer),
    ]);
  }

  /** When the step that withdrew it is one of the producers. */
  #withdrawer(step: number): Condition {
    const { diagram, facts } = this.#conditions;
    if (facts.mayBeOverEarly(step)) return never;
    const rivals = facts.rivalsOf(step);
    const cancellers = facts.cancellersOf(step);
    if (rivals.length > 0 ? cancellers.length > 0 : cancellers.length > 1) return never;
    const causes = [...rivals, ...cancellers];
    if (!causes.every((cause) => facts.startOverTogether(cause, step))) return never;
    return diagram.any(
      causes.map((c) => (this.#producers.has(c) ? this.#conditions.of(c).completed : never)),
    );
  }

  /** A join starves as soon as too few edges are left, which is when enough are dead and one is taken. */
  #beforeStarving(step: number): Condition {
    const { diagram, graph, models } = this.#conditions;
    const edges = graph.parents[step]!;
    const need = neededBy(models[step]!);
    const counting = this.#conditions.counting(step);
    const silent = edges.map(({ from }, at) => {
      const quiet = diagram.not(this.#settled(from));
      const taken = counting[at]!;
      return { taken: diagram.and(taken, quiet), dead: diagram.and(diagram.not(taken), quiet) };
    });
    const dead = diagram.atLeast(
      edges.length - Math.max(need, 1) + 1,
      silent.map((edge) => edge.dead),
    );
    return diagram.not(diagram.and(dead, diagram.any(silent.map((edge) => edge.taken))));
  }
}
