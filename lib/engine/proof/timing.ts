import { neededBy } from "#lib/engine/definition/definition.ts";

import { type Condition, never } from "./decision-diagram.ts";
import type { PathConditions } from "./path-conditions.ts";

/** When at least one of `producers` has completed by the time `step` is activated, in whatever order things happen. */
export function completedBefore(
  conditions: PathConditions,
  step: number,
  producers: ReadonlySet<number>,
): Condition {
  const { store, facts } = conditions;
  if (!facts.isEarly(step)) {
    return store.any([...producers].map((producer) => conditions.of(producer).completed));
  }
  const found = [...producers].map((producer) => conditions.foundCompleted(producer, step));
  return store.any([...found, new Timing(conditions, producers).before(step)]);
}

/**
 * A step that starts on its first or n-th taken edge may start while other branches are still under way, and one that is
 * withdrawn ends before what leads to it. This finds when one of some producers has certainly completed by the time a step
 * starts: whichever n taken edges come first, one of them says so.
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
    const { store, facts, models, graph } = this.#conditions;
    const edges = graph.parents[step]!;
    const settled = edges.map(({ from }) => this.#settled(from));
    const waitsForAll = models[step]!.join === "all" || edges.length < 2;
    const again = this.#conditions.again(step);
    if (waitsForAll) {
      const known = store.any(settled);
      // A loop does not wait for the edges of a step that was withdrawn before they had settled.
      return facts.mayBeWithdrawn(step) ? store.and(known, store.not(again)) : known;
    }
    const counting = this.#conditions.counting(step);
    const silent = counting.map((taken, at) => store.and(taken, store.not(settled[at]!)));
    const known = store.not(store.atLeast(neededBy(models[step]!), silent));
    if (again === never) return known;
    const { arrived } = this.#conditions.of(step);
    if (facts.mayBeWithdrawn(step)) return store.all([known, arrived, store.not(again)]);
    // A loop starts over what had started before, or had been skipped when nothing led to it any more.
    const skipped = store.and(store.not(store.any(counting)), store.any(settled));
    return store.or(store.and(known, arrived), skipped);
  }

  /** By the time `step` is settled. */
  #settled(step: number): Condition {
    const known = this.#known.get(step);
    if (known !== undefined) return known;
    const { store, graph, facts } = this.#conditions;
    const { activated, starved, completed } = this.#conditions.of(step);
    const own = this.#producers.has(step) ? completed : never;
    const edges = graph.parents[step]!;
    const nobody = store.any(edges.map(({ from }) => this.#settled(from)));
    const passed = store.not(store.or(activated, starved));
    // One that has an instance for each edge begins with the first, and ends after the last.
    const waitsForAll = this.#conditions.models[step]!.join === "each";
    const inTurn = store.any([
      own,
      store.and(activated, waitsForAll ? nobody : this.before(step)),
      store.and(starved, this.#beforeStarving(step)),
      store.and(passed, nobody),
    ]);
    const result = facts.mayBeWithdrawn(step) ? this.#orWithdrawn(step, inTurn) : inTurn;
    this.#known.set(step, result);
    return result;
  }

  /** A step that neither completed nor failed may have been withdrawn, at the moment when another completed. */
  #orWithdrawn(step: number, inTurn: Condition): Condition {
    const { store } = this.#conditions;
    const { completed, failed, able } = this.#conditions.of(step);
    const ended = store.or(completed, failed);
    const possible = this.#conditions.withdrawing(step);
    const byProducer = store.and(store.and(able, store.not(ended)), this.#withdrawer(step));
    return store.any([
      store.and(ended, inTurn),
      store.and(store.not(store.or(ended, possible)), inTurn),
      store.and(possible, byProducer),
    ]);
  }

  /** When whoever withdrew the step is one of the producers. */
  #withdrawer(step: number): Condition {
    const { store, facts } = this.#conditions;
    if (facts.mayBeOverEarly(step)) return never;
    const rivals = facts.rivalsOf(step);
    const cancellers = facts.cancellersOf(step);
    if (rivals.length > 0 ? cancellers.length > 0 : cancellers.length > 1) return never;
    const causes = [...rivals, ...cancellers];
    if (!causes.every((cause) => facts.startOverTogether(cause, step))) return never;
    return store.any(
      causes.map((c) => (this.#producers.has(c) ? this.#conditions.of(c).completed : never)),
    );
  }

  /** A join starves as soon as too few edges are left, which is when enough are dead and one is taken. */
  #beforeStarving(step: number): Condition {
    const { store, graph, models } = this.#conditions;
    const edges = graph.parents[step]!;
    const need = neededBy(models[step]!);
    const counting = this.#conditions.counting(step);
    const silent = edges.map(({ from }, at) => {
      const quiet = store.not(this.#settled(from));
      const taken = counting[at]!;
      return { taken: store.and(taken, quiet), dead: store.and(store.not(taken), quiet) };
    });
    const dead = store.atLeast(
      edges.length - Math.max(need, 1) + 1,
      silent.map((edge) => edge.dead),
    );
    return store.not(store.and(dead, store.any(silent.map((edge) => edge.taken))));
  }
}
