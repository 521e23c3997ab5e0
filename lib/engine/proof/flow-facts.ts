import type { Graph } from "#lib/engine/definition/graph.ts";

import type { StepModel } from "./model.ts";

/** What proofs need to know beyond forward edges. */
export type Flow = {
  readonly loops: readonly LoopModel[];
  /** The members of each race. */
  readonly races: readonly (readonly number[])[];
  readonly cancels: readonly { readonly by: number; readonly step: number }[];
  /** Until when a question with a window may be answered: it ends when `before` starts or is skipped. */
  readonly windows: readonly { readonly step: number; readonly before: number }[];
};

/** A back edge: when `from` ends with `on`, `to` and all that can follow from it starts over. */
export type LoopModel = { readonly from: number; readonly to: number; readonly on: string | null };

export const plainFlow: Flow = { loops: [], races: [], cancels: [], windows: [] };

/** With more sets of extra edges than this, they are not tried one by one for an order. */
const maxTries = 50;

type Extra = { readonly from: number; readonly to: number };

/**
 * What loops, races and cancellations imply for the order of events, whatever decisions say: which steps may be
 * withdrawn, which start only after another has settled, and which start over together.
 */
export class FlowFacts {
  readonly flow: Flow;
  /** By loop: the step it leads back to, and all that can follow from that. */
  readonly regions: readonly ReadonlySet<number>[];
  /** Every step after its parents; where possible also after what may cancel it, and all starts of its race. */
  readonly order: readonly number[];
  /** By step: the loops whose source has certainly settled before it begins. */
  readonly decided: ReadonlyMap<number, readonly LoopModel[]>;
  readonly #graph: Graph;
  readonly #models: readonly StepModel[];
  readonly #inRegions = new Map<number, readonly number[]>();
  readonly #place: Int32Array;
  readonly #rivals = new Map<number, readonly number[]>();
  readonly #cancellers = new Map<number, readonly number[]>();
  /** Steps whose window may close before all that leads to them has settled. */
  readonly #overEarly = new Set<number>();
  readonly #ordered = new Set<number>();
  readonly #followers = new Map<number, ReadonlySet<number>>();
  /** Whether the step may begin before everything that leads to it has settled. */
  readonly #early = new Set<number>();

  constructor(graph: Graph, models: readonly StepModel[], flow: Flow) {
    this.flow = flow;
    this.#graph = graph;
    this.#models = models;
    this.regions = flow.loops.map(({ to }) => this.#region(to));
    for (const [loop, region] of this.regions.entries()) {
      for (const step of region) this.#inRegions.set(step, [...this.regionsOf(step), loop]);
    }
    for (const members of flow.races) {
      for (const step of members)
        this.#rivals.set(
          step,
          members.filter((other) => other !== step),
        );
    }
    for (const { by, step } of flow.cancels) {
      this.#cancellers.set(step, [...this.cancellersOf(step), by]);
    }
    for (const { step } of flow.windows) this.#overEarly.add(step);
    for (const { by, step } of flow.cancels) this.#dropIfSettled(by, step);
    for (const { step, before } of flow.windows) {
      const leading = graph.parents[step]!.map(({ from }) => this.followersOf(from));
      if (leading.every((followers) => followers.has(before))) this.#overEarly.delete(step);
    }
    this.order = this.#orderWithExtras();
    this.#place = new Int32Array(models.length).fill(-1);
    for (const [at, step] of this.order.entries()) this.#place[step] = at;
    this.decided = this.#decided();
    for (const step of this.order) if (this.#isEarly(step)) this.#early.add(step);
  }

  rivalsOf(step: number): readonly number[] {
    return this.#rivals.get(step) ?? [];
  }

  /** Those that may find the step unsettled when they complete. */
  cancellersOf(step: number): readonly number[] {
    return this.#cancellers.get(step) ?? [];
  }

  /** Whether the step may end at any moment because of another one. */
  mayBeWithdrawn(step: number): boolean {
    return (
      this.#rivals.has(step) || this.cancellersOf(step).length > 0 || this.#overEarly.has(step)
    );
  }

  /** Whether it may end at any moment, whatever completes: its window closes when another step starts or is skipped. */
  mayBeOverEarly(step: number): boolean {
    return this.#overEarly.has(step);
  }

  /** Whether the start of every member of the step's race is known before that of what follows from any. */
  isOrdered(step: number): boolean {
    return this.#ordered.has(step);
  }

  isBefore(step: number, other: number): boolean {
    return this.#place[step]! < this.#place[other]!;
  }

  mayStartEarly(step: number): boolean {
    return this.#early.has(step);
  }

  /** The loops that start the step over. */
  regionsOf(step: number): readonly number[] {
    return this.#inRegions.get(step) ?? [];
  }

  /** Whether `other` starts over whenever `step` does. */
  startsOverWith(step: number, other: number): boolean {
    const around = this.regionsOf(other);
    return this.regionsOf(step).every((loop) => around.includes(loop));
  }

  startOverTogether(step: number, other: number): boolean {
    return this.startsOverWith(step, other) && this.startsOverWith(other, step);
  }

  /** The loops that consume an edge: they start over the step it leads to, but not the step it comes from. */
  usingUp(from: number, to: number): readonly number[] {
    return this.regionsOf(to).filter(
      (loop) => !this.regions[loop]!.has(from) && this.flow.loops[loop]!.to !== to,
    );
  }

  /** The steps that begin only when `step` has settled, in every order in which things can happen. */
  followersOf(step: number): ReadonlySet<number> {
    const known = this.#followers.get(step);
    if (known) return known;
    const after = new Set<number>();
    /** The steps that end only after it. Steps that wait for each edge end later than they start. */
    const ending = new Set([step]);
    for (const index of this.#graph.order) {
      const edges = this.#graph.parents[index]!;
      const isWithdrawn = this.mayBeWithdrawn(index);
      if (edges.length === 0 || (this.#isTarget(index) && isWithdrawn)) continue;
      const waits = edges.map(({ from }) => ending.has(from));
      const { join } = this.#models[index]!;
      const begins = join === "all" ? waits.some(Boolean) : waits.every(Boolean);
      const ends = begins || (join === "each" && waits.some(Boolean));
      if (begins) after.add(index);
      if (ends && !isWithdrawn) ending.add(index);
    }
    this.#followers.set(step, after);
    return after;
  }

  #isTarget(step: number): boolean {
    return this.flow.loops.some(({ to }) => to === step);
  }

  #region(start: number): ReadonlySet<number> {
    const region = new Set([start]);
    for (const index of this.#graph.order) {
      if (this.#graph.parents[index]!.some(({ from }) => region.has(from))) region.add(index);
    }
    return region;
  }

  /** A step that begins only after another has settled finds nothing to cancel there. */
  #dropIfSettled(by: number, step: number): void {
    if (by !== step && !this.followersOf(step).has(by)) return;
    this.#cancellers.set(
      step,
      this.cancellersOf(step).filter((other) => other !== by),
    );
  }

  #decided(): ReadonlyMap<number, readonly LoopModel[]> {
    const decided = new Map<number, LoopModel[]>();
    for (const [at, loop] of this.flow.loops.entries()) {
      for (const step of this.followersOf(loop.from)) {
        if (!this.regions[at]!.has(step)) continue;
        decided.set(step, [...(decided.get(step) ?? []), loop]);
      }
    }
    return decided;
  }

  #isEarly(step: number): boolean {
    const edges = this.#graph.parents[step]!;
    if (this.#models[step]!.join !== "all" && edges.length > 1) return true;
    if (this.mayBeWithdrawn(step) && this.#isTarget(step)) return true;
    return edges.some(({ from }) => this.#early.has(from) || this.mayBeWithdrawn(from));
  }

  /** Extra edges put a cause before its effect in the order. Those that would close a cycle are left out. */
  #orderWithExtras(): readonly number[] {
    const groups = [
      ...this.flow.races.map((members) => ({ members, extras: this.#startsOf(members) })),
      ...[...this.#cancellers]
        .filter(([step]) => !this.#rivals.has(step))
        .map(([step, causes]) => ({
          members: [],
          extras: causes.map((from) => ({ from, to: step })),
        })),
    ];
    const all = this.#ordering(groups.flatMap(({ extras }) => extras));
    if (all) {
      for (const { members } of groups) for (const step of members) this.#ordered.add(step);
      return all;
    }
    const kept: Extra[] = [];
    let order = this.#graph.order;
    for (const { members, extras } of groups.slice(0, maxTries)) {
      const tried = this.#ordering([...kept, ...extras]);
      if (!tried) continue;
      kept.push(...extras);
      order = tried;
      for (const step of members) this.#ordered.add(step);
    }
    return order;
  }

  /** Every step before a member of the race, and all that may cancel one, comes before every member. */
  #startsOf(members: readonly number[]): readonly Extra[] {
    return members.flatMap((member) => {
      const before = this.#graph.parents[member]!.map(({ from }) => from);
      return [...before, ...this.cancellersOf(member)].flatMap((from) =>
        members.map((to) => ({ from, to })),
      );
    });
  }

  #ordering(extras: readonly Extra[]): readonly number[] | null {
    if (extras.length === 0) return this.#graph.order;
    const children: number[][] = this.#models.map(() => []);
    const waiting = this.#models.map(() => 0);
    const add = (from: number, to: number): void => {
      children[from]!.push(to);
      waiting[to]! += 1;
    };
    for (const to of this.#graph.order) {
      for (const { from } of this.#graph.parents[to]!) add(from, to);
    }
    for (const { from, to } of extras) add(from, to);
    const order = this.#graph.order.filter((step) => waiting[step] === 0);
    for (let at = 0; at < order.length; at++) {
      for (const child of children[order[at]!]!) {
        waiting[child]! -= 1;
        if (waiting[child] === 0) order.push(child);
      }
    }
    return order.length === this.#graph.order.length ? order : null;
  }
}
