import {
  always,
  type Condition,
  type DecisionDiagram,
  never,
  unknown,
} from "./decision-diagram.ts";
import type { FlowFacts } from "./flow-facts.ts";
import type { StepModel } from "./model.ts";
import type { ProofVariables } from "./proof-variables.ts";

const noVariables: ReadonlySet<number> = new Set();

/** What is known of the steps by now. A step that comes later in the order has the conditions of the pass before. */
type Known = {
  readonly facts: FlowFacts;
  readonly models: readonly StepModel[];
  readonly diagram: DecisionDiagram;
  readonly variables: ProofVariables;
  readonly completed: (step: number) => Condition;
  /** When the step would complete if nothing withdrew it. Works out a step that comes later in the order. */
  readonly able: (step: number) => Condition;
};

/** What takes a step back before it ends by itself: others in its race, cancellations, and a window that closes. */
export class Withdrawals {
  readonly #known: Known;

  constructor(known: Known) {
    this.#known = known;
  }

  /** When a step that may withdraw this one has done so, as far as that is known. */
  withdrawing(step: number): Condition {
    const { facts, diagram } = this.#known;
    if (facts.mayBeOverEarly(step)) return always;
    const causes = [...facts.rivalsOf(step), ...facts.cancellersOf(step)];
    return diagram.any(
      causes.map((cause) =>
        facts.startsOverWith(cause, step) ? this.#known.completed(cause) : always,
      ),
    );
  }

  /** A member of a race that waits for another one has lost when that one completes. */
  unbeaten(index: number): Condition {
    const { facts, diagram } = this.#known;
    const ahead = facts
      .rivalsOf(index)
      .filter((r) => facts.startOverTogether(r, index) && facts.followersOf(r).has(index));
    return diagram.not(diagram.any(ahead.map((rival) => this.#known.completed(rival))));
  }

  /**
   * What cannot have happened before a step begins: cancellations by its own completion, or by what begins only after
   * it. Where the step starts over, so does what it cancelled, or it would be an earlier round that cancelled.
   */
  cancelledLater(step: number): ReadonlySet<number> {
    const { facts } = this.#known;
    if (!facts.flow.cancels.some(({ by }) => by === step || facts.followersOf(step).has(by)))
      return noVariables;
    const impossible = new Set<number>();
    for (const { by, step: other } of facts.flow.cancels) {
      if (by !== step && !facts.followersOf(step).has(by)) continue;
      const variable = this.#known.variables.named(cancelledBy(other, by));
      if (variable === undefined || variable === unknown) continue;
      if (facts.startsOverWith(step, other))
        impossible.add(this.#known.diagram.variableOf(variable));
    }
    return impossible;
  }

  /** Not cancelled: only what completes can cancel, as far as that is known by now. */
  kept(index: number): Condition {
    const { facts, diagram } = this.#known;
    const causes = facts.cancellersOf(index);
    const isOverEarly = facts.mayBeOverEarly(index);
    if (causes.length === 0 && !isOverEarly) return always;
    const known =
      !isOverEarly &&
      causes.every((c) => facts.isBefore(c, index) && facts.startsOverWith(c, index));
    const withdrawn = (name: string): Condition =>
      this.#known.variables.variable(name, { kind: "withdrawn", step: index });
    if (!known) {
      const all = causes.map((cause) => withdrawn(cancelledBy(index, cause)));
      return diagram.not(diagram.any(isOverEarly ? [...all, withdrawn(`over ${index}`)] : all));
    }
    const cause = diagram.any(causes.map((c) => this.#known.completed(c)));
    if (cause === never) return always;
    return diagram.not(diagram.and(cause, withdrawn(`cancelled ${index}`)));
  }

  /** One of those that are able to complete comes first; which one, only the run can tell. */
  wins(index: number): Condition {
    const { facts, diagram } = this.#known;
    const rivals = facts.rivalsOf(index);
    if (rivals.length === 0) return always;
    const first = () =>
      this.#known.variables.variable(`first ${index}`, { kind: "first", step: index });
    if (!rivals.every((rival) => facts.startOverTogether(rival, index))) return first();
    const earlier = rivals.filter((rival) => facts.isBefore(rival, index));
    const later = rivals.filter((rival) => !facts.isBefore(rival, index));
    const unbeaten = diagram.not(diagram.any(earlier.map((rival) => this.#known.completed(rival))));
    const ordered = facts.isOrdered(index);
    const beaters = ordered
      ? diagram.any(later.map((rival) => this.#known.able(rival)))
      : later.length > 0
        ? always
        : never;
    if (beaters === never) return unbeaten;
    return diagram.and(unbeaten, diagram.or(first(), diagram.not(beaters)));
  }

  /** A member that would have failed or been skipped may be withdrawn before. */
  lost(index: number): Condition {
    if (this.#known.facts.rivalsOf(index).length === 0 || !this.#known.models[index]!.mayFail)
      return never;
    return this.#known.variables.variable(`withdrawn ${index}`, { kind: "withdrawn", step: index });
  }
}

/** Names the variable that says whether one step cancelled another before it had ended. */
function cancelledBy(step: number, by: number): string {
  return `${step} cancelled by ${by}`;
}
