import { errorOutcome, neededBy } from "#lib/engine/definition/definition.ts";
import type { Graph } from "#lib/engine/definition/graph.ts";

import type { FlowFacts, LoopModel } from "./flow-facts.ts";
import { type Ending, endingsOf, type Guard, type StepModel } from "./model.ts";

/**
 * Proves properties of a workflow by its graph structure alone, without path conditions and at any size. "No" means
 * that nothing is known. So a workflow too large for exact proofs may be refused although it is sound, but is never
 * accepted although it is not.
 */
export class StructuralProof {
  readonly #graph: Graph;
  readonly #models: readonly StepModel[];
  readonly #facts: FlowFacts;
  /** By step: whether every run that goes on completes it. */
  readonly #sure: boolean[];
  /** By step: whether some run starts it. */
  readonly #live: boolean[];
  /** By condition: how many places depend on it. */
  readonly #uses = new Map<string, number>();
  readonly #following = new Map<number, boolean>();

  constructor(graph: Graph, models: readonly StepModel[], facts: FlowFacts) {
    this.#graph = graph;
    this.#models = models;
    this.#facts = facts;
    this.#sure = models.map(() => false);
    this.#live = models.map(() => false);
    for (const { guard } of models) {
      for (const key of guard ? keysOf(guard) : [])
        this.#uses.set(key, (this.#uses.get(key) ?? 0) + 1);
    }
    for (const step of graph.order) {
      this.#sure[step] = this.#isSure(step);
      this.#live[step] = this.#isLive(step);
    }
  }

  /** Whether the step completes in every run that comes to its end. */
  completes(step: number): boolean {
    return this.#sure[step] ?? false;
  }

  /** Whether there is a run that starts the step. */
  mayStart(step: number): boolean {
    return this.#live[step] ?? false;
  }

  /** Whether every branch that leads to the step is taken, in every run and every iteration. */
  isReachedByAll(step: number): boolean {
    const outsideLoops = this.#facts.regionsOf(step).length === 0;
    return outsideLoops && this.#edgesAreSure(step);
  }

  #edgesAreSure(step: number): boolean {
    return this.#graph.parents[step]!.every(({ from, on }) => on === null && this.#sure[from]);
  }

  /**
   * Whether one of `producers` has completed whenever `step` is activated: each branch that can lead to the step passes
   * one of them. A loop that starts the step over starts these producers over with it, so this holds in every
   * iteration.
   */
  completedBefore(step: number, producers: ReadonlySet<number>): boolean {
    const seen = new Set([step]);
    const open = [step];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      const edges = this.#graph.parents[at]!;
      if (edges.length === 0 || !this.#followsItsEdges(at)) return false;
      if (this.#models[at]!.join === "all" && this.#waitsFor(at, producers)) continue;
      for (const { from, on } of edges) {
        // A starved step fails without having started. Then neither its branches nor its condition prove anything.
        if (on === errorOutcome && this.#mayStarve(from)) return false;
        if (seen.has(from) || (producers.has(from) && on !== errorOutcome)) continue;
        seen.add(from);
        if (!this.asksFor(from, producers)) open.push(from);
      }
    }
    return true;
  }

  /** Whether the condition of the step holds only when one of `producers` has completed. */
  asksFor(step: number, producers: ReadonlySet<number>): boolean {
    const asks = (guard: Guard): boolean => {
      if (guard.kind === "completed") return producers.has(guard.step);
      if (guard.kind === "and") return guard.of.some(asks);
      return guard.kind === "or" && guard.of.every(asks);
    };
    const { guard } = this.#models[step]!;
    return guard !== null && asks(guard);
  }

  /** Whether every loop may end, whatever happened before: its source has another ending that does not lead back. */
  mayEnd({ from, on }: LoopModel): boolean {
    return on !== null && endingsOf(this.#models[from]!).some((ending) => !leadsOn(ending, on));
  }

  /** Whether fewer branches may be taken than the step counts, so that it fails. */
  #mayStarve(step: number): boolean {
    const { join, skipsWhenStarved } = this.#models[step]!;
    if (typeof join !== "object" || skipsWhenStarved) return false;
    return join.count > this.#graph.parents[step]!.length || !this.isReachedByAll(step);
  }

  /** Whether it waits for a producer that always completes. */
  #waitsFor(step: number, producers: ReadonlySet<number>): boolean {
    return this.#graph.parents[step]!.some(
      ({ from, on }) => on === null && producers.has(from) && this.#sure[from],
    );
  }

  /**
   * A loop restarts the step that it leads back to. Its edges are known to be taken only if it completed in the
   * iteration before.
   */
  #followsItsEdges(step: number): boolean {
    const known = this.#following.get(step);
    if (known !== undefined) return known;
    // Until this is known, nested loops count as not provable.
    this.#following.set(step, false);
    const loops = this.#facts.flow.loops.filter(({ to }) => to === step);
    const own = new Set([step]);
    const follows =
      loops.length === 0 ||
      (!this.#facts.mayBeWithdrawn(step) &&
        loops.every(({ from }) => from === step || this.completedBefore(from, own)));
    this.#following.set(step, follows);
    return follows;
  }

  #isSure(step: number): boolean {
    const { guard, mayFail, maySkip, join } = this.#models[step]!;
    if (guard || mayFail || maySkip || this.#facts.mayBeWithdrawn(step)) return false;
    const edges = this.#graph.parents[step]!;
    return edges.length === 0 || (join === "all" && this.#edgesAreSure(step));
  }

  /** Follows one path to the step on which every step can choose its ending independently. */
  #isLive(step: number): boolean {
    const { guard, join } = this.#models[step]!;
    if (this.#facts.mayBeWithdrawn(step)) return false;
    const edges = this.#graph.parents[step]!;
    const free = guard === null || (guard.kind === "holds" && this.#uses.get(guard.key) === 1);
    if (edges.length === 0) return free;
    const need = neededBy({ join });
    if (need > 1) return free && need <= edges.length && this.isReachedByAll(step);
    return edges.some(({ from, on }) => {
      // Where the first branch starts the step, its condition may be evaluated too early.
      const asked =
        guard?.kind === "completed" &&
        guard.step === from &&
        on !== errorOutcome &&
        (join === "all" || edges.length === 1);
      const leads = this.#live[from] && this.#mayTake(from, on);
      return leads && (free || asked) && this.#leavesLoops(from, on, step);
    });
  }

  /** Whether taking this edge means that none of the loops that the step waits for continues. */
  #leavesLoops(from: number, on: string | null, step: number): boolean {
    const left = this.#facts.decided.get(from) ?? [];
    return (this.#facts.decided.get(step) ?? []).every(
      (loop) =>
        left.includes(loop) ||
        (loop.from === from && on !== null && loop.on !== null && on !== loop.on),
    );
  }

  #mayTake(from: number, on: string | null): boolean {
    return endingsOf(this.#models[from]!).some((ending) => leadsOn(ending, on));
  }
}

function keysOf(guard: Guard): readonly string[] {
  if (guard.kind === "holds") return [guard.key];
  if (guard.kind === "completed") return [];
  return guard.kind === "not" ? keysOf(guard.of) : guard.of.flatMap(keysOf);
}

function leadsOn(ending: Ending, on: string | null): boolean {
  if (ending.kind === "completed") return on === null || ending.outcome === on;
  return ending.kind === "failed" && on === errorOutcome;
}
