import type { ASTNode } from "@marcbachmann/cel-js";

import { comprehensions } from "#lib/engine/expression/environment.ts";
import { chainOf, childrenOf } from "#lib/engine/expression/references.ts";
import { kindsOf } from "#lib/engine/expression/schema-shape.ts";
import type { Guard } from "#lib/engine/proof/model.ts";

import { allOf, both, constant, either, named, negated } from "./logic.ts";
import { keyOf, type Reading, type Scope, textOf } from "./scope.ts";
import {
  eachKey,
  itemsOf,
  listKey,
  longerThan,
  numberIn,
  shapeOfNode,
  sizedBy,
  trace,
} from "./shapes.ts";

/** What a comparison is the opposite of, so that `level > 2` and `level <= 2` are known to exclude each other. */
const opposites: Readonly<Record<string, string>> = { ">": "<=", "<": ">=", "!=": "==" };
const turned: Readonly<Record<string, string>> = { ">": "<", "<": ">", ">=": "<=", "<=": ">=" };
const comparing: ReadonlySet<string> = new Set([...Object.keys(opposites), "<=", ">=", "=="]);

/**
 * What proofs can see of a condition: its logic, what `has` asks for, which values are not null, which lists are not
 * empty, and comparisons with numbers. Everything else holds or does not, alike wherever it is written alike.
 */
export function guardOf(node: ASTNode, reading: Reading, scope: Scope): Guard {
  const see = (child: ASTNode): Guard => guardOf(child, reading, scope);
  if (node.op === "!_") return negated(see(node.args));
  if (node.op === "&&") return { kind: "and", of: [see(node.args[0]), see(node.args[1])] };
  if (node.op === "||") return either(see(node.args[0]), see(node.args[1]));
  if (node.op === "?:") {
    const [asked, then, otherwise] = [see(node.args[0]), see(node.args[1]), see(node.args[2])];
    return either(
      { kind: "and", of: [asked, then] },
      { kind: "and", of: [negated(asked), otherwise] },
    );
  }
  if (node.op === "in") return membership(node.args[0], node.args[1], scope, reading);
  if (comparing.has(node.op)) return comparison(node, scope, reading);
  if (node.op === "value" && typeof node.args === "boolean") return constant(node.args);
  return ofCall(node, scope, reading) ?? named(textOf(node, scope));
}

function ofCall(node: ASTNode, scope: Scope, reading: Reading): Guard | null {
  if (node.op === "rcall" && comprehensions.has(node.args[0]))
    return ofItems(node, node.args[0], node.args[1], scope);
  const [argument] = node.op === "call" && node.args[0] === "has" ? node.args[1] : [];
  return argument ? presence(argument, scope, reading) : null;
}

/** That names and places lead somewhere. */
export function presence(node: ASTNode, scope: Scope, reading: Reading): Guard {
  return allOf(trace(node, scope, reading).facts.map(({ need }) => need)) ?? constant(true);
}

/** That a value is there and not null, so that `coalesce` takes it. */
export function isGiven(node: ASTNode, scope: Scope, reading: Reading): Guard {
  const { links } = chainOf(node);
  const kinds = kindsOf(shapeOfNode(node, scope, reading));
  const there = links.length > 0 ? presence(node, scope, reading) : null;
  const given = kinds && !kinds.has("null") ? null : named(`given ${textOf(node, scope)}`);
  return both(there, given) ?? constant(true);
}

/** `"name" in object` asks as `has(object.name)` does; what is in a list makes it one with items. */
function membership(key: ASTNode, owner: ASTNode, scope: Scope, reading: Reading): Guard {
  const atom = named(`${textOf(key, scope)} in ${textOf(owner, scope)}`);
  const kinds = kindsOf(shapeOfNode(owner, scope, reading));
  if (kinds?.has("object") && kinds.size === 1) {
    const isName = key.op === "value" && typeof key.args === "string";
    const place = isName ? `.${JSON.stringify(key.args)}` : `[${textOf(key, scope)}]`;
    return named(`has ${keyOf(owner, scope)}${place}`);
  }
  return kinds?.has("array") && kinds.size === 1
    ? { kind: "and", of: [atom, longerThan(owner, 0, scope)] }
    : atom;
}

/** `exists` holds of lists with items only, and `all` fails for such only. */
function ofItems(node: ASTNode, name: string, list: ASTNode, scope: Scope): Guard {
  const atom = named(textOf(node, scope));
  const filled = longerThan(list, 0, scope);
  if (name === "exists" || name === "exists_one") return { kind: "and", of: [atom, filled] };
  if (name === "all") return { kind: "or", of: [atom, negated(filled)] };
  return atom;
}

function comparison(node: ASTNode, scope: Scope, reading: Reading): Guard {
  const [first, second] = childrenOf(node);
  if (!first || !second) return named(textOf(node, scope));
  const isTurned = isWritten(first) && !isWritten(second);
  const [left, right] = isTurned ? [second, first] : [first, second];
  const operator = isTurned ? (turned[node.op] ?? node.op) : node.op;
  const opposite = opposites[operator];
  return opposite === undefined
    ? compared(left, operator, right, scope, reading)
    : negated(compared(left, opposite, right, scope, reading));
}

/** `operator` is `<=`, `>=` or `==`. */
function compared(
  left: ASTNode,
  operator: string,
  right: ASTNode,
  scope: Scope,
  reading: Reading,
): Guard {
  const sized = sizedBy(left);
  const value = numberIn(right);
  const equal = operator === "==" ? equalTo(left, right, scope, reading) : null;
  if (equal) return equal;
  if (sized && operator === ">=" && value !== null && Number.isInteger(value))
    return value <= 0 ? constant(true) : longerThan(sized, value - 1, scope);
  return named(`${amountOf(left, scope)} ${operator} ${value ?? amountOf(right, scope)}`);
}

/** What it says to be equal to null, to an empty list, to no size, to true or false. */
function equalTo(left: ASTNode, right: ASTNode, scope: Scope, reading: Reading): Guard | null {
  if (right.op === "list" && right.args.length === 0) return negated(longerThan(left, 0, scope));
  if (right.op !== "value") return null;
  if (right.args === null) return negated(named(`given ${textOf(left, scope)}`));
  const sized = sizedBy(left);
  if (sized && numberIn(right) === 0) return negated(longerThan(sized, 0, scope));
  if (typeof right.args !== "boolean") return null;
  const guard = guardOf(left, reading, scope);
  return right.args ? guard : negated(guard);
}

/** A name for what is compared: of a list that is only counted, what its items are does not matter. */
function amountOf(node: ASTNode, scope: Scope): string {
  const sized = sizedBy(node);
  return sized ? `size(${listKey(sized, scope)})` : textOf(node, scope);
}

function isWritten(node: ASTNode): boolean {
  return node.op === "value" || numberIn(node) !== null || node.op === "list";
}

/** A variable of a comprehension, with all that is known of the items it stands for. */
export function itemBound(
  list: ASTNode,
  variable: string,
  scope: Scope,
  reading: Reading,
): { readonly scope: Scope; readonly known: Guard } {
  const key = eachKey(list);
  const facts: Guard[] = [longerThan(list, 0, scope)];
  // What a filter let through satisfies it.
  for (let at = list; at.op === "rcall" && at.args[0] === "filter"; at = at.args[1]) {
    const [, inner, [name, condition]] = at.args;
    if (name?.op !== "id" || !condition) break;
    const shape = itemsOf(shapeOfNode(inner, scope, reading));
    const own = new Map(scope).set(name.args, { key, shape });
    facts.push(guardOf(condition, reading, own), longerThan(inner, 0, scope));
  }
  const shape = itemsOf(shapeOfNode(list, scope, reading));
  return { scope: new Map(scope).set(variable, { key, shape }), known: allOf(facts)! };
}
