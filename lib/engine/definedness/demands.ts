import type { ASTNode } from "@marcbachmann/cel-js";

import { comprehensions } from "#lib/engine/expression/environment.ts";
import { chainOf, childrenOf } from "#lib/engine/expression/references.ts";
import type { Guard } from "#lib/engine/proof/model.ts";

import { guardOf, isGiven, itemBound, presence } from "./guards.ts";
import { both, either, named, negated } from "./logic.ts";
import { rangeOf } from "./number-range.ts";
import { type Fact, noScope, type Reading, type Scope, textOf, written } from "./scope.ts";
import { leastSize, longerThan, sizedBy, trace } from "./shapes.ts";

/** What must be so for an expression to have a value, where `under` holds; null where it must always be so. */
export type Demand = { readonly fact: Fact; readonly under: Guard | null };

/**
 * Everything that the evaluation of an expression relies on, each with the condition under which it does: the way to it
 * through `&&`, `||`, `?:` and `coalesce`, from left to right, and through the items of lists.
 */
export function demandsOf(ast: ASTNode, reading: Reading): readonly Demand[] {
  const walk = new Walk(reading);
  walk.visit(ast, null, noScope);
  return walk.demands;
}

/** Functions of one list that have no value for an empty one. */
const ofItems: ReadonlySet<string> = new Set(["min", "max", "avg"]);

class Walk {
  readonly demands: Demand[] = [];
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  visit(node: ASTNode, under: Guard | null, scope: Scope): void {
    switch (node.op) {
      case "value":
        return;
      case "id":
      case ".":
      case "[]":
        for (const fact of trace(node, scope, this.#reading).facts)
          this.demands.push({ fact, under });
        return this.#inside(node, under, scope);
      case "&&":
      case "||": {
        const [left, right] = node.args;
        const guard = guardOf(left, this.#reading, scope);
        this.visit(left, under, scope);
        return this.visit(right, both(under, node.op === "&&" ? guard : negated(guard)), scope);
      }
      case "?:": {
        const [asked, then, otherwise] = node.args;
        const guard = guardOf(asked, this.#reading, scope);
        this.visit(asked, under, scope);
        this.visit(then, both(under, guard), scope);
        return this.visit(otherwise, both(under, negated(guard)), scope);
      }
      case "call":
        return this.#call(node, node.args[0], node.args[1], under, scope);
      case "rcall":
        return this.#method(node.args, under, scope);
      case "/":
      case "%": {
        const [dividend, divisor] = node.args;
        this.visit(dividend, under, scope);
        this.visit(divisor, under, scope);
        const need = this.#isNotZero(divisor, scope);
        if (need) {
          const of = written(divisor);
          this.demands.push({ under, fact: { kind: "divisor", need, source: written(node), of } });
        }
        return;
      }
      default:
        for (const child of childrenOf(node)) this.visit(child, under, scope);
    }
  }

  /** What leads along a chain besides names: where it starts, and computed places. */
  #inside(node: ASTNode, under: Guard | null, scope: Scope): void {
    const { base, links } = chainOf(node);
    if (base.op !== "id") this.visit(base, under, scope);
    for (const { index } of links) if (index) this.visit(index, under, scope);
  }

  #call(
    node: ASTNode,
    name: string,
    args: readonly ASTNode[],
    under: Guard | null,
    scope: Scope,
  ): void {
    const [first, second] = args;
    if (name === "has" && first) return this.#inside(first, under, scope);
    if (name === "coalesce") return this.#coalesce(args, under, scope);
    for (const argument of args) this.visit(argument, under, scope);
    if (!ofItems.has(name) || !first || second) return;
    if (leastSize(first, scope, this.#reading) > 0) return;
    const need = longerThan(first, 0, scope);
    const fact = { kind: "numbers", need, source: written(node), of: written(first) } as const;
    this.demands.push({ under, fact });
  }

  #coalesce(args: readonly ASTNode[], under: Guard | null, scope: Scope): void {
    let still = under;
    for (const [at, argument] of args.entries()) {
      const isLast = at === args.length - 1;
      if (isLast || chainOf(argument).links.length === 0) this.visit(argument, still, scope);
      else this.#inside(argument, still, scope);
      // Where the next one is a place that is missing, what was null stays null.
      const next = args[at + 1];
      const asked = next && chainOf(next).links.length > 0 && chainOf(argument).links.length > 0;
      const taken = (asked ? presence : isGiven)(argument, scope, this.#reading);
      still = both(still, negated(taken));
    }
  }

  #method(
    [name, receiver, args]: readonly [string, ASTNode, readonly ASTNode[]],
    under: Guard | null,
    scope: Scope,
  ): void {
    this.visit(receiver, under, scope);
    const [variable, ...rest] = args;
    if (!comprehensions.has(name) || variable?.op !== "id") {
      for (const argument of args) this.visit(argument, under, scope);
      return;
    }
    const item = itemBound(receiver, variable.args, scope, this.#reading);
    let inside = both(under, item.known);
    for (const argument of rest) {
      this.visit(argument, inside, item.scope);
      // The third part of a map is calculated only where the second one holds.
      inside = both(inside, guardOf(argument, this.#reading, item.scope));
    }
  }

  /** What must be so for a divisor not to be 0; null where it never is. */
  #isNotZero(node: ASTNode, scope: Scope): Guard | null {
    if (!rangeOf(node, scope, this.#reading).zero) return null;
    const sized = sizedBy(node);
    if (sized) return longerThan(sized, 0, scope);
    const own = negated(named(`${textOf(node, scope)} == 0`));
    if (node.op === "*") {
      const [left, right] = node.args.map((factor) => this.#isNotZero(factor, scope));
      return either(own, both(left ?? null, right ?? null) ?? own);
    }
    if (node.op === "-") {
      const [left, right] = node.args;
      return either(own, negated(named(`${textOf(left, scope)} == ${textOf(right, scope)}`)));
    }
    if (node.op === "-_") return either(own, this.#isNotZero(node.args, scope) ?? own);
    if (node.op === "call" && ["double", "abs", "sqrt"].includes(node.args[0])) {
      const [argument] = node.args[1];
      return either(own, (argument && this.#isNotZero(argument, scope)) ?? own);
    }
    return own;
  }
}
