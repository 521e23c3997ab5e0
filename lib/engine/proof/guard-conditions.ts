import { type Condition, type DecisionDiagram, never } from "./decision-diagram.ts";
import type { FlowFacts } from "./flow-facts.ts";
import type { Moment } from "./meaning.ts";
import type { Guard } from "./model.ts";
import type { ProofVariables } from "./proof-variables.ts";

/** What two evaluations of the same text need not find alike, though no step completed in between. */
const changing = /\b(?:history|item|index|output)\b/u;

/** When guards hold, as conditions. Two evaluations share a variable only where they must find the same. */
export class GuardConditions {
  readonly #facts: FlowFacts;
  readonly #variables: ProofVariables;
  readonly #diagram: DecisionDiagram;
  /** When a step completes, as far as that is known by now. */
  readonly #completed: (step: number) => Condition;

  constructor(facts: FlowFacts, variables: ProofVariables, completed: (step: number) => Condition) {
    this.#facts = facts;
    this.#variables = variables;
    this.#diagram = variables.diagram;
    this.#completed = completed;
  }

  /**
   * When a condition holds where `step` evaluates it: at its activation, or later; null stands for the end of the run.
   * What a step finds before others have completed, another one, or the same one later, need not find.
   */
  whether(guard: Guard, step: number | null, moment: Moment = "activation"): Condition {
    if (guard.kind === "not") return this.#diagram.not(this.whether(guard.of, step, moment));
    if (guard.kind === "and" || guard.kind === "or") {
      const [a, b] = guard.of.map((part) => this.whether(part, step, moment));
      return guard.kind === "and" ? this.#diagram.and(a!, b!) : this.#diagram.or(a!, b!);
    }
    return guard.kind === "holds"
      ? this.#holds(guard.key, step, moment)
      : this.#foundAt(guard.step, step, moment);
  }

  #holds(key: string, step: number | null, moment: Moment): Condition {
    const early = step !== null && this.#facts.mayStartEarly(step);
    const own = (early && key.includes("steps")) || changing.test(key);
    const later = early && moment === "later" ? " later" : "";
    const place = own ? ` of ${step ?? "the end"}${later}` : "";
    return this.#atom(key, `guard ${key}${place}`, step, moment);
  }

  #foundAt(producer: number, step: number | null, moment: Moment): Condition {
    const completed = this.#completed(producer);
    if (step === null || !this.#facts.mayStartEarly(step)) return completed;
    const asked = askedBefore(producer, step);
    if (moment !== "later")
      return this.#diagram.and(completed, this.#atom(asked, asked, step, moment));
    const found = this.#atom(asked, `${asked} later`, step, moment);
    // What was there at the activation is there later too.
    const before = this.#variables.named(asked) ?? never;
    return this.#diagram.and(completed, this.#diagram.or(found, before));
  }

  #atom(key: string, name: string, step: number | null, moment: Moment): Condition {
    if (step === null || moment !== "activation")
      return this.#variables.variable(name, { kind: "within", key, step });
    return this.#variables.variable(name, { kind: "guard", key, step });
  }

  /** When the guard of `step` asked whether `producer` had completed, and it had. `never` where it does not ask. */
  foundCompleted(producer: number, step: number): Condition {
    const asked = this.#variables.named(askedBefore(producer, step)) ?? never;
    return this.#diagram.and(this.#completed(producer), asked);
  }
}

/** Names the variable that says whether one step had completed when another was activated. */
function askedBefore(producer: number, step: number): string {
  return `${producer} before ${step}`;
}
