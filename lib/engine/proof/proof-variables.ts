import { type Condition, type DecisionDiagram, unknown } from "./decision-diagram.ts";
import type { Meaning } from "./meaning.ts";

/** The variables of a proof by name, and what each of them stands for. */
export class ProofVariables {
  readonly diagram: DecisionDiagram;
  /** By the number of the variable in the diagram. */
  readonly meanings = new Map<number, Meaning>();
  readonly #byName = new Map<string, Condition>();

  constructor(diagram: DecisionDiagram) {
    this.diagram = diagram;
  }

  /** The condition that a variable of this name holds, if there is one yet. */
  named(name: string): Condition | undefined {
    return this.#byName.get(name);
  }

  /** The condition that the variable of this name holds. It is `unknown` once the diagram has no room for another. */
  variable(name: string, meaning: Meaning): Condition {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const variable = this.diagram.newVariable();
    if (variable !== unknown) this.meanings.set(this.diagram.variableOf(variable), meaning);
    this.#byName.set(name, variable);
    return variable;
  }
}
