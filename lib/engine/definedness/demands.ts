import type { ASTNode } from "@marcbachmann/cel-js";

import { comprehensions } from "#lib/engine/expression/environment.ts";
import { chainOf, childrenOf } from "#lib/engine/expression/references.ts";
import { kindsOf } from "#lib/engine/expression/schema-shape.ts";
import type { Guard } from "#lib/engine/proof/model.ts";

import { guardOf, isGiven, itemBound, presence } from "./guards.ts";
import { both, either, named, negated } from "./logic.ts";
import { rangeOf } from "./number-range.ts";
import { type Fact, noScope, type Reading, type Scope, textOf, written } from "./scope.ts";
import { leastSize, longerThan, shapeOfNode, sizedBy, trace } from "./shapes.ts";

/** What must be so for an expression to have a value, where `under` holds; null where it must always be so. */
export type Demand = { readonly fact: Fact; readonly under: Guard | null };

/**
 * Everything that the evaluation of an expression relies on, each with the condition under which it does: the way to it
 * through `&&`, `||`, `?:` and `coalesce`, from left to right, and through the items of lists. `needed` says that the
 * expression may not give null.
 */
export function demandsOf(
  ast: ASTNode,
  reading: Reading,
  needed: boolean = false,
): readonly Demand[] {
  const walk = new Walk(reading);
  walk.visit(ast, needed ? { ...everywhere, needed } : everywhere);
  return walk.demands;
}

/** Where in an expression something is evaluated, and whether null will not do there. */
type Place = { readonly under: Guard | null; readonly scope: Scope; readonly needed: boolean };

const everywhere: Place = { under: null, scope: noScope, needed: false };

/** Functions that take null too. */
const takeNull: ReadonlySet<string> = new Set(["dyn"]);
/** Operators that do. */
const compareNull: ReadonlySet<string> = new Set(["==", "!=", "in", "list", "map"]);

/** Functions of one list that have no value for an empty one. */
const ofItems: ReadonlySet<string> = new Set(["min", "max", "avg"]);

class Walk {
  readonly demands: Demand[] = [];
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  visit(node: ASTNode, place: Place): void {
    const { under, scope } = place;
    const inner = { ...place, needed: true };
    if (node.op === "id" || node.op === "." || node.op === "[]") this.#read(node, place);
    else if (node.op === "&&" || node.op === "||") {
      const [left, right] = node.args;
      const guard = guardOf(left, this.#reading, scope);
      this.visit(left, inner);
      const still = both(under, node.op === "&&" ? guard : negated(guard));
      this.visit(right, { ...inner, under: still });
    } else if (node.op === "?:") {
      const [asked, then, otherwise] = node.args;
      const guard = guardOf(asked, this.#reading, scope);
      this.visit(asked, inner);
      this.visit(then, { ...place, under: both(under, guard) });
      this.visit(otherwise, { ...place, under: both(under, negated(guard)) });
    } else if (node.op === "call") this.#call(node, node.args[0], node.args[1], place);
    else if (node.op === "rcall") this.#method(node.args, place);
    else {
      const needed = !compareNull.has(node.op);
      for (const child of childrenOf(node)) this.visit(child, { ...place, needed });
      if (node.op === "/" || node.op === "%") this.#divide(node, node.args[1], place);
    }
  }

  #divide(node: ASTNode, divisor: ASTNode, { under, scope }: Place): void {
    const need = this.#isNotZero(divisor, scope);
    if (!need) return;
    const of = written(divisor);
    this.demands.push({ under, fact: { kind: "divisor", need, source: written(node), of } });
  }

  #read(node: ASTNode, place: Place): void {
    const { under, scope, needed } = place;
    const { shape, facts } = trace(node, scope, this.#reading);
    for (const fact of facts) this.demands.push({ fact, under });
    if (needed && kindsOf(shape)?.has("null")) {
      const need = named(`given ${textOf(node, scope)}`);
      this.demands.push({ under, fact: { kind: "optional", need, source: written(node) } });
    }
    this.#inside(node, place);
  }

  /** What leads along a chain besides names: where it starts, and computed places. */
  #inside(node: ASTNode, place: Place): void {
    const { base, links } = chainOf(node);
    const inner = { ...place, needed: true };
    if (base.op !== "id") this.visit(base, inner);
    for (const { index } of links) if (index) this.visit(index, inner);
  }

  #call(node: ASTNode, name: string, args: readonly ASTNode[], place: Place): void {
    const [first, second] = args;
    if (name === "has" && first) return this.#inside(first, place);
    if (name === "coalesce") return this.#coalesce(args, place);
    const needed = !takeNull.has(name);
    for (const argument of args) this.visit(argument, { ...place, needed });
    if (!ofItems.has(name) || !first || second) return;
    const { under, scope } = place;
    if (leastSize(first, scope, this.#reading) > 0) return;
    const need = longerThan(first, 0, scope);
    const fact = { kind: "numbers", need, source: written(node), of: written(first) } as const;
    this.demands.push({ under, fact });
  }

  #coalesce(args: readonly ASTNode[], place: Place): void {
    const { scope, needed } = place;
    let { under } = place;
    for (const [at, argument] of args.entries()) {
      const isLast = at === args.length - 1;
      const isPlace = chainOf(argument).links.length > 0;
      const here = { ...place, under, needed: needed && isLast };
      if (isLast || !isPlace) this.visit(argument, here);
      else this.#inside(argument, here);
      // Where the next one is a place that is missing, what was null stays null.
      const next = args[at + 1];
      const may = kindsOf(shapeOfNode(argument, scope, this.#reading))?.has("null") ?? false;
      const stays = isPlace && next && chainOf(next).links.length > 0 && !(needed && may);
      const taken = (stays ? presence : isGiven)(argument, scope, this.#reading);
      under = both(under, negated(taken));
    }
  }

  #method(
    [name, receiver, args]: readonly [string, ASTNode, readonly ASTNode[]],
    place: Place,
  ): void {
    const inner = { ...place, needed: true };
    this.visit(receiver, inner);
    const [variable, ...rest] = args;
    if (!comprehensions.has(name) || variable?.op !== "id") {
      for (const argument of args) this.visit(argument, inner);
      return;
    }
    const { scope, known } = itemBound(receiver, variable.args, place.scope, this.#reading);
    let under = both(place.under, known);
    for (const [at, argument] of rest.entries()) {
      const needed = name !== "map" || at < rest.length - 1;
      this.visit(argument, { under, scope, needed });
      // The third part of a map is calculated only where the second one holds.
      under = both(under, guardOf(argument, this.#reading, scope));
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
